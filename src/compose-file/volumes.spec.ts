import { parseVolumes } from './volumes.js';

/** `type source:target`, with `ro`, `external` and the options behind it, and the codes of the warnings. */
function read(service: object, declared = {}) {
  const { value, warnings } = parseVolumes(service, '/s', declared);
  const texts = value.map(({ volume_type, source, target, read_only, is_external, options }) =>
    [
      `${volume_type} ${source}:${target}`,
      read_only && 'ro',
      is_external && 'external',
      Object.keys(options).length > 0 && JSON.stringify(options),
    ]
      .filter(Boolean)
      .join(' '),
  );
  return [texts, warnings.map(({ code, where }) => `${code} ${where}`)];
}

describe('short syntax', () => {
  it.each([
    ['data:/x', 'named data:/x'],
    ['data:/x/./y//', 'named data:/x/y'],
    ['./a:/b:ro', 'bind ./a:/b ro'],
    ['../a:/b', 'bind ../a:/b'],
    ['/abs:/b:rw', 'bind /abs:/b'],
    ['/anonymous', 'named :/anonymous'],
    ['~/x:/y', 'bind ~/x:/y'],
    ['C:\\a:/b', 'bind C:\\a:/b'],
    ['c:/a:/b:ro', 'bind c:/a:/b ro'],
    ['d:/data', 'named d:/data'],
    ['d:/data:ro', 'named d:/data ro'],
    ['./$$a:/$$b', 'bind ./$a:/$b'],
    ['a$$b:/x', 'named a$b:/x'],
  ])('%s', (item, text) => {
    expect(read({ volumes: [item] })).toEqual([[text], []]);
  });

  it.each([
    ['/abs:/b:rw,z,rslave', ['bind /abs:/b {"selinux":"z","propagation":"rslave"}'], []],
    ['a:/b:ro,nocopy,Z', ['named a:/b ro {"nocopy":true,"selinux":"Z"}'], []],
    ['a:/b:cached', ['named a:/b {"consistency":"cached"}'], []],
    ['/abs:/b:nocopy', ['bind /abs:/b'], ['mount-option-dropped /s/volumes/0']],
    ['a:/b:U,rshared', ['named a:/b'], ['mount-option-dropped /s/volumes/0', 'mount-option-dropped /s/volumes/0']],
    ['${DIR:-./data}:/x:ro', ['bind ${DIR:-./data}:/x ro'], []],
    ['${DATA}/${A:-${B:-c}}:/x', ['bind ${DATA}/${A:-${B:-c}}:/x'], []],
    ['${DIR}:/x', ['bind ${DIR}:/x'], []],
    ['${DIR:?say where}:/x', ['bind ${DIR:?say where}:/x'], []],
    ['$DIR:/x', ['bind $DIR:/x'], []],
    ['${NAME}-data:/x', ['named ${NAME}-data:/x'], []],
    ['${NAME:-data}:/x', ['named ${NAME:-data}:/x'], []],
    ['a:/b:ro:x', [], ['volume-invalid /s/volumes/0']],
    ['a::/b', [], ['volume-invalid /s/volumes/0']],
    ['', [], ['volume-invalid /s/volumes/0']],
    [null, [], ['volume-invalid /s/volumes/0']],
    ['a:relative', [], ['item-invalid /s/volumes/0']],
    ['a:/b/../c', [], ['item-invalid /s/volumes/0']],
  ])('%s', (item, mounts, warnings) => {
    expect(read({ volumes: [item] })).toEqual([mounts, warnings]);
  });
});

describe('long syntax', () => {
  const at = (key: string) => `mount-option-dropped /s/volumes/0/${key}`;
  it.each([
    [{ type: 'volume', source: 'data', target: '/x', read_only: true }, ['named data:/x ro'], []],
    [{ type: 'volume', target: '/x', volume: {} }, ['named :/x'], []],
    [{ type: 'bind', source: './a', target: '/x', read_only: false }, ['bind ./a:/x'], []],
    [{ type: 'bind', source: './$$a', target: '/$$b' }, ['bind ./$a:/$b'], []],
    [
      { type: 'tmpfs', source: 'x', target: '/x', tmpfs: { size: '64m', mode: 0o1777 } },
      ['tmpfs :/x {"size":67108864,"mode":"1777"}'],
      [],
    ],
    [{ type: 'tmpfs', target: '/x', tmpfs: { size: 'much' } }, ['tmpfs :/x'], [at('tmpfs/size')]],
    [
      { type: 'bind', source: '/a', target: '/x', bind: { propagation: 'shared', recursive: 'disabled' } },
      ['bind /a:/x {"propagation":"shared","recursive":"disabled"}'],
      [],
    ],
    [{ type: 'bind', source: '/a', target: '/x', bind: { create_host_path: true } }, ['bind /a:/x'], []],
    [
      { type: 'bind', source: '/a', target: '/x', bind: { create_host_path: 'false', selinux: 'z' } },
      ['bind /a:/x {"create_host_path":false,"selinux":"z"}'],
      [],
    ],
    [
      {
        type: 'bind',
        source: '/a',
        target: '/x',
        bind: { create_host_path: 'maybe', propagation: 'odd' },
        volume: { nocopy: true },
      },
      ['bind /a:/x'],
      [at('bind/create_host_path'), at('bind/propagation'), at('volume/nocopy')],
    ],
    [
      { type: 'volume', source: 'a', target: '/x', volume: { nocopy: true, subpath: 'y$$' } },
      ['named a:/x {"nocopy":true,"subpath":"y$"}'],
      [],
    ],
    [
      { type: 'volume', source: 'a', target: '/x', volume: { nocopy: false, subpath: '../y', labels: { a: 1 } } },
      ['named a:/x'],
      [at('volume/subpath'), at('volume/labels')],
    ],
    [{ type: 'volume', source: 'a', target: '/x', consistency: 'cached' }, ['named a:/x {"consistency":"cached"}'], []],
    [{ type: 'npipe', source: 'a', target: '/x' }, [], ['volume-type-unsupported /s/volumes/0']],
    [{ type: 'cluster', source: 'a', target: '/x' }, [], ['volume-type-unsupported /s/volumes/0']],
    [{ type: 'image', source: 'a', target: '/x' }, [], ['volume-type-unsupported /s/volumes/0']],
    [{ type: 'toString', source: 'a', target: '/x' }, [], ['volume-type-unsupported /s/volumes/0']],
    [{ type: 'bind', target: '/x' }, [], ['volume-invalid /s/volumes/0']],
    [{ type: 'volume', source: 'a' }, [], ['volume-invalid /s/volumes/0']],
  ])('%j', (item, mounts, warnings) => {
    expect(read({ volumes: [item] })).toEqual([mounts, warnings]);
  });
});

it('reads tmpfs, a text or a list', () => {
  expect(read({ tmpfs: '/run' })).toEqual([['tmpfs :/run'], []]);
  expect(read({ tmpfs: '/$$run' })).toEqual([['tmpfs :/$run'], []]);
  expect(read({ tmpfs: ['/run:ro,size=64m', '/tmp'] })).toEqual([
    ['tmpfs :/run ro {"size":67108864}', 'tmpfs :/tmp'],
    [],
  ]);
  expect(read({ tmpfs: '/run:noexec,size=1k,mode=1777,uid=1000' })).toEqual([
    ['tmpfs :/run {"size":1024,"mode":"1777","flags":"noexec,uid=1000"}'],
    [],
  ]);
});

it.each([
  [{ external: true }, 'named data:/x external'],
  [{ external: true, name: 'real' }, 'named real:/x external'],
  [{ external: { name: 'old-style' } }, 'named old-style:/x external'],
  [{ external: false, name: 'real' }, 'named data:/x'],
  [null, 'named data:/x'],
])('knows from the file whether a volume is external: %j', (data, text) => {
  expect(read({ volumes: ['data:/x'] }, { data })).toEqual([[text], []]);
  expect(read({ volumes: ['./data:/x'] }, { './data': data })).toEqual([['bind ./data:/x'], []]);
});

it.each([
  [{ driver: 'local' }, ''],
  [{ driver: 'nfs' }, ' {"driver":"nfs"}'],
  [
    { driver: 'local', driver_opts: { type: 'none', size: 5 } },
    ' {"driver":"local","driver_opts":{"type":"none","size":"5"}}',
  ],
  [{ labels: ['a=b', 'c'] }, ' {"labels":{"a":"b","c":""}}'],
  [{ driver_opts: {}, labels: {} }, ''],
  [{ driver_opts: 'x' }, ''],
  [{ external: true, driver: 'nfs' }, ' external'],
])('a volume is made as the top of the file says: %j', (data, options) => {
  expect(read({ volumes: ['data:/x'] }, { data })).toEqual([[`named data:/x${options}`], []]);
});

it('keeps the first mount of a path', () => {
  const service = { volumes: ['a:/x', 'b:/x/'], tmpfs: '/x' };
  expect(read(service)).toEqual([['named a:/x'], ['duplicate-item /s/volumes/1', 'duplicate-item /s/tmpfs/0']]);
});

it('names what is no list', () => {
  expect(read({ volumes: 'a:/x', tmpfs: { a: 1 } })).toEqual([
    [],
    ['shape-invalid /s/volumes', 'shape-invalid /s/tmpfs'],
  ]);
});
