import { parseVolumes } from './volumes.js';

/** `type source:target`, with `ro` and `external` behind it, and the codes of the warnings. */
function read(service: object, declared = {}) {
  const { value, warnings } = parseVolumes(service, '/s', declared);
  const texts = value.map(({ volume_type, source, target, read_only, is_external }) =>
    [`${volume_type} ${source}:${target}`, read_only && 'ro', is_external && 'external'].filter(Boolean).join(' '),
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
    ['/abs:/b:rw,z', ['bind /abs:/b'], ['mount-option-dropped /s/volumes/0']],
    ['a:/b:ro,nocopy,Z', ['named a:/b ro'], ['mount-option-dropped /s/volumes/0', 'mount-option-dropped /s/volumes/0']],
    ['${DIR:-./data}:/x:ro', ['bind ${DIR:-./data}:/x ro'], ['interpolation-kept /s/volumes/0']],
    ['${DATA}/${A:-${B:-c}}:/x', ['bind ${DATA}/${A:-${B:-c}}:/x'], ['interpolation-kept /s/volumes/0']],
    ['${DIR}:/x', ['bind ${DIR}:/x'], ['interpolation-kept /s/volumes/0']],
    ['${DIR:?say where}:/x', ['bind ${DIR:?say where}:/x'], ['interpolation-kept /s/volumes/0']],
    ['$DIR:/x', ['bind $DIR:/x'], ['interpolation-kept /s/volumes/0']],
    ['${NAME}-data:/x', ['named ${NAME}-data:/x'], ['interpolation-kept /s/volumes/0']],
    ['${NAME:-data}:/x', ['named ${NAME:-data}:/x'], ['interpolation-kept /s/volumes/0']],
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
      { type: 'tmpfs', source: 'x', target: '/x', tmpfs: { size: 1, mode: 2 } },
      ['tmpfs :/x'],
      [at('tmpfs/size'), at('tmpfs/mode')],
    ],
    [
      { type: 'bind', source: '/a', target: '/x', bind: { propagation: 'shared' } },
      ['bind /a:/x'],
      [at('bind/propagation')],
    ],
    [
      { type: 'volume', source: 'a', target: '/x', volume: { nocopy: true, subpath: 'y' } },
      ['named a:/x'],
      [at('volume/nocopy'), at('volume/subpath')],
    ],
    [{ type: 'volume', source: 'a', target: '/x', consistency: 'cached' }, ['named a:/x'], [at('consistency')]],
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
    ['tmpfs :/run ro', 'tmpfs :/tmp'],
    ['mount-option-dropped /s/tmpfs/0'],
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
