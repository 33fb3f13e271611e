import { parsePorts } from './ports.js';

/** `host_ip:host_port:container_port/protocol` of what was read, `*` where null, and the codes of the warnings. */
function read(...items: unknown[]) {
  const { value, warnings } = parsePorts(items, '/services/db/ports');
  const texts = value.map(({ host_ip, host_port, container_port, protocol }) => {
    return `${host_ip ?? '*'}:${host_port ?? '*'}:${container_port}/${protocol}`;
  });
  return [texts, warnings.map(({ code, where }) => `${code} ${where.replace('/services/db/ports/', '')}`)];
}

describe('short syntax', () => {
  it.each([
    ['8080:80', ['*:8080:80/tcp'], []],
    ['0.0.0.0:8080:80', ['0.0.0.0:8080:80/tcp'], []],
    ['[::]:8080:80', [':::8080:80/tcp'], []],
    ['127.0.0.1:8080:80/udp', ['127.0.0.1:8080:80/udp'], []],
    ['127.0.0.1:8080:80/UDP', ['127.0.0.1:8080:80/udp'], []],
    ['[::1]:8080:80', ['::1:8080:80/tcp'], []],
    ['[2001:DB8:0:0::1]:8080:80/sctp', ['2001:db8::1:8080:80/sctp'], []],
    ['::1:8080:80', ['::1:8080:80/tcp'], []],
    ['6000-6002:7000-7002', ['*:6000:7000/tcp', '*:6001:7001/tcp', '*:6002:7002/tcp'], []],
    ['3000', ['*:*:3000/tcp'], []],
    [3000, ['*:*:3000/tcp'], []],
    ['53/udp', ['*:*:53/udp'], []],
    ['3000-3001', ['*:*:3000/tcp', '*:*:3001/tcp'], []],
    ['127.0.0.1::80', ['127.0.0.1:*:80/tcp'], []],
    ['127.0.0.1::80-81', ['127.0.0.1:*:80/tcp', '127.0.0.1:*:81/tcp'], []],
    ['[::1]::80', ['::1:*:80/tcp'], []],
    ['0:80', ['*:*:80/tcp'], []],
    ['8000-9000:80', ['*:8000:80/tcp'], ['host-port-chosen 0']],
  ])('%s', (item, ports, warnings) => {
    expect(read(item)).toEqual([ports, warnings]);
  });

  it.each([
    '80:0',
    '70000:80',
    '80:70000',
    '9000-8000:80',
    '6000-6003:7000-7001',
    '80:80-81',
    '80/tcp/udp',
    'http',
    '',
    '-1',
    ':',
    '1-2000',
    '8080:80:',
    '${PORT:-8080}:80',
    '8080.5:80',
    22.5,
    true,
    null,
    [],
    'a:b:c:d:e',
  ])('leaves out %j', (item) => {
    expect(read(item)).toEqual([[], ['port-invalid 0']]);
  });

  it.each(['localhost:8080:80', '127.0.0.1:1-1000:1-1000/http'])('leaves out %s, which the facet refuses', (item) => {
    expect(read(item)).toEqual([[], ['item-invalid 0']]);
  });
});

describe('long syntax', () => {
  const port = { target: 80, published: 8080, host_ip: '127.0.0.1' };
  it.each([
    [port, ['127.0.0.1:8080:80/tcp'], []],
    [{ target: '80', published: '8080', protocol: 'UDP', mode: 'host' }, ['*:8080:80/udp'], []],
    [{ ...port, host_ip: '::1', mode: 'ingress' }, ['::1:8080:80/tcp'], []],
    [{ target: 80 }, ['*:*:80/tcp'], []],
    [{ target: 80, host_ip: '127.0.0.1', published: '' }, ['127.0.0.1:*:80/tcp'], []],
    [{ target: 80, published: '8080-8090' }, ['*:8080:80/tcp'], ['host-port-chosen 0']],
    [
      { ...port, mode: 'other', name: 'web', app_protocol: 'http' },
      ['127.0.0.1:8080:80/tcp'],
      ['port-option-dropped 0/mode', 'port-option-dropped 0/name', 'port-option-dropped 0/app_protocol'],
    ],
    [{ published: 80 }, [], ['port-invalid 0']],
    [{ target: '80-81', published: 80 }, [], ['port-invalid 0']],
    [{ target: 80, published: [80] }, [], ['port-invalid 0']],
    [{ target: 80, published: 0x10000 }, [], ['port-invalid 0']],
  ])('%j', (item, ports, warnings) => {
    expect(read(item)).toEqual([ports, warnings]);
  });
});

it('keeps the first of two ports that take the same place on the host', () => {
  expect(read('8080:80', '8080:81', '8080:80/udp', '127.0.0.1:8080:80')).toEqual([
    ['*:8080:80/tcp', '*:8080:80/udp', '127.0.0.1:8080:80/tcp'],
    ['duplicate-item 1'],
  ]);
});

it('keeps ports without a host port apart by the port in the container', () => {
  expect(read('80', '81', '80/udp', '127.0.0.1::80', '80', '80:80')).toEqual([
    ['*:*:80/tcp', '*:*:81/tcp', '*:*:80/udp', '127.0.0.1:*:80/tcp', '*:80:80/tcp'],
    ['duplicate-item 4'],
  ]);
});

it('reads no more than a thousand, however many there are', () => {
  const [ports, warnings] = read('1-900:1-900', ...Array<string>(100_000).fill('1001-1900:1001-1900'));
  expect(ports).toHaveLength(1000);
  expect(warnings).toEqual(['too-many-items 1']);
});

it('names what is no list', () => {
  expect(parsePorts('80:80', '/p')).toEqual({
    ...{ value: [], places: [] },
    warnings: [expect.objectContaining({ code: 'shape-invalid' })],
  });
  expect(parsePorts(null, '/p')).toEqual({ value: [], places: [], warnings: [] });
});
