import { FreePorts, overlap } from './free-ports.js';
import type { PortClaim } from './port-claim.js';
import { findPortClashes, portFindings } from './port-clashes.js';

const OWNERS: Record<string, number> = { a: 1, b: 2, c: 3 };

/** `a 127.0.0.1:80>8080/udp` with what is left out as 127.0.0.1, the same port and tcp; `*` is null, `+` marks an override. */
function claim(text: string, others: string[] = []): PortClaim {
  const [, instance_id = '', host_ip = '127.0.0.1', host_port, container_port, protocol = 'tcp', set] =
    /^(\w+) (?:(.+):)?(\d+|\*)(?:>(\d+))?(?:\/(\w+))?(\+)?$/.exec(text) ?? [];
  return {
    ...{ owner: OWNERS[instance_id] ?? 0, instance_id, protocol, publish_mode: 'ingress' },
    ...{ host_ip: host_ip === '*' ? null : host_ip, host_port: host_port === '*' ? null : Number(host_port) },
    ...{ container_port: Number(container_port ?? host_port) },
    item_source: set ? 'override' : 'template',
    elsewhere: others.map((stack) => ({ stack, instance_id: 'x' })),
    elsewhere_count: others.length,
  };
}

const findingsOf = (claims: PortClaim[], free = new FreePorts([])) =>
  portFindings('shop', claims, findPortClashes(claims), free);
const taken = (host_ip: string | null, from: number, to = from) => ({ protocol: 'tcp', host_ip, from, to });
const setOf = (claims: PortClaim[], free?: FreePorts) =>
  findingsOf(claims, free).map(({ suggestion }) => {
    const body: unknown = suggestion?.request?.body;
    return [suggestion?.request?.path.split('/')[4], Reflect.get(Object(body), 'set')];
  });

describe('addresses', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1', true],
    ['127.0.0.1', '192.168.1.5', false],
    ['0.0.0.0', '127.0.0.1', true],
    ['0.0.0.0', '::1', false],
    ['::', '::1', true],
    ['::', '127.0.0.1', true],
    ['::', '0.0.0.0', true],
    ['::1', 'fd00::1', false],
    [null, null, true],
    [null, '127.0.0.1', true],
    [null, '::1', true],
    [null, '0.0.0.0', true],
  ])('%s and %s overlap: %s', (one, another, expected) => {
    expect([overlap(one, another), overlap(another, one)]).toEqual([expected, expected]);
  });
});

describe('clashes', () => {
  it.each([
    ['another port', ['a 80', 'b 81'], []],
    ['another protocol', ['a 80', 'b 80/udp'], []],
    ['another address', ['a 127.0.0.1:80', 'b 192.168.1.5:80'], []],
    ['both families of one port, published by one instance', ['a 0.0.0.0:80', 'a :::80'], []],
    ['the same', ['a 80', 'b 80'], ['80/tcp a b']],
    ['all addresses', ['a 0.0.0.0:80', 'b 192.168.1.5:80'], ['80/tcp a b']],
    ['no address, with either family', ['a *:80', 'b ::1:80', 'c 1.1.1.1:80'], ['80/tcp a b c']],
    ['no address twice', ['a *:80', 'b *:80'], ['80/tcp a b']],
    ['no address and one family, published by one instance', ['a *:80', 'a 0.0.0.0:80'], ['80/tcp a']],
    ['any port', ['a *:*>80', 'b *:*>80', 'c *:80', 'a 127.0.0.1:*>80'], []],
    ['one with two that do not meet each other', ['a 0.0.0.0:80', 'b 1.1.1.1:80', 'c 2.2.2.2:80'], ['80/tcp a b c']],
    ['an override with an inherited one', ['a 80>1', 'a 80>2+'], ['80/tcp a']],
    ['neighbours', ['a 80', 'a 81', 'a 82', 'b 80', 'b 81', 'b 82'], ['80-82/tcp a b']],
    ['neighbours of others', ['a 80', 'a 81', 'b 80', 'c 81'], ['80/tcp a b', '81/tcp a c']],
    ['a gap', ['a 80', 'a 82', 'b 80', 'b 82'], ['80/tcp a b', '82/tcp a b']],
  ])('%s', (_, claims, expected) => {
    const found = findingsOf(claims.map((text) => claim(text)));
    expect(
      found.map(({ subject, instances }) => [subject, ...instances.map((each) => each.instance_id)].join(' ')),
    ).toEqual(expected);
    const reversed = findingsOf(claims.toReversed().map((text) => claim(text)));
    expect(reversed.map(({ suggestion: _, ...finding }) => finding)).toEqual(
      found.map(({ suggestion: _, ...finding }) => finding),
    );
  });

  it('with instances elsewhere name these last', () => {
    const [found] = findingsOf([claim('a 80', ['blog', 'crm']), claim('b 80', ['blog', 'crm'])]);
    expect(found).toMatchObject({ kind: 'port-clash', severity: 'error', instance_count: 4 });
    expect(found?.message).toBe(
      'Host port 80/tcp is claimed by shop/a (127.0.0.1), shop/b (127.0.0.1), blog/x and crm/x.',
    );
  });

  it('without an address say that it is every one', () => {
    const messages = (...texts: string[]) => findingsOf(texts.map((text) => claim(text))).map(({ message }) => message);
    expect(messages('a *:80', 'b ::1:80')).toEqual([
      'Host port 80/tcp is claimed by shop/a (every address) and shop/b (::1).',
    ]);
    expect(messages('a *:80', 'a 127.0.0.1:80>81')).toEqual([
      'shop/a claims host port 80/tcp more than once: 127.0.0.1 to container port 81 and every address to container port 80.',
    ]);
  });

  it('of one instance with itself say where its ports lead', () => {
    expect(findingsOf([claim('a 80>1'), claim('a 80>2+')])[0]?.message).toBe(
      'shop/a claims host port 80/tcp more than once: 127.0.0.1 to container port 1 and 127.0.0.1 to container port 2.',
    );
  });
});

describe('suggestions', () => {
  it('move the newest instance to the next port that is free', () => {
    const free = new FreePorts([taken('127.0.0.1', 8080, 8082), taken('0.0.0.0', 8083), taken('1.1.1.1', 8084)]);
    expect(setOf([claim('a 8080'), claim('b 8080>80')], free)).toEqual([
      ['b', [{ host_ip: '127.0.0.1', host_port: 8084, container_port: 80, protocol: 'tcp', publish_mode: 'ingress' }]],
    ]);
  });

  it('keep the other ports of the same key', () => {
    const claims = [claim('a 8080'), claim('b 8080>80'), claim('b 9090>80'), claim('b 443')];
    expect(setOf(claims)[0]?.[1]).toMatchObject([{ host_port: 8081 }, { host_port: 9090 }]);
  });

  it('leave any port what it is, and look on every address for one that has none', () => {
    const claims = [claim('a *:80'), claim('b *:80'), claim('b 1.1.1.1:*>80')];
    const free = new FreePorts([taken('127.0.0.1', 81), taken('::1', 82), taken(null, 83)]);
    expect(setOf(claims, free)[0]?.[1]).toMatchObject([
      { host_ip: null, host_port: 84 },
      { host_ip: '1.1.1.1', host_port: null },
    ]);
    const behind = new FreePorts([taken(null, 81)]);
    expect(setOf([claim('a ::1:80'), claim('b ::1:80')], behind)[0]?.[1]).toMatchObject([{ host_port: 82 }]);
  });

  it('move what is inherited rather than what somebody set', () => {
    expect(setOf([claim('a 80>1'), claim('a 80>2+')])[0]?.[1]).toMatchObject([{ host_port: 81, container_port: 1 }]);
  });

  it('keep a range together', () => {
    const claims = ['a 8000', 'a 8001', 'b 8000', 'b 8001'].map((text) => claim(text));
    const free = new FreePorts([taken('127.0.0.1', 8000, 8001), taken('127.0.0.1', 8003)]);
    expect(setOf(claims, free)[0]?.[1]).toMatchObject([{ host_port: 8004 }, { host_port: 8005 }]);
    expect(findingsOf(claims)[0]?.suggestion?.text).toBe('Publish shop/b on host ports 8002-8003 instead.');
  });

  it('never give one port twice', () => {
    const claims = ['a 8000', 'b 8000', 'a 0.0.0.0:8001', 'b 8001'].map((text) => claim(text));
    const free = new FreePorts([taken('127.0.0.1', 8000, 8001), taken('0.0.0.0', 8001)]);
    expect(setOf(claims, free).map(([, set]) => set[0].host_port)).toEqual([8002, 8003]);
  });

  it('start again from 1024 after the last port, and below it only where the port was', () => {
    const full = taken('127.0.0.1', 60_000, 65_535);
    expect(setOf([claim('a 65535'), claim('b 65535')], new FreePorts([full]))[0]?.[1]).toMatchObject([
      { host_port: 1024 },
    ]);
    expect(setOf([claim('a 1023'), claim('b 1023')], new FreePorts([taken('::', 1023, 65_535)]))[0]?.[1]).toMatchObject(
      [{ host_port: 1 }],
    );
  });

  it('say so where no port is left', () => {
    const [found] = findingsOf([claim('a 80'), claim('b 80')], new FreePorts([taken('::', 1, 65_535)]));
    expect(found?.suggestion).toEqual({ text: 'Take a port of shop/b away; no free one is left.', request: null });
  });
});
