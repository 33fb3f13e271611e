import { parseComposeFile } from '../../compose-file/compose-file.js';
import type { VolumeSpec } from '../../facets/volumes.js';
import type { MountNow, MountsNow } from './mounts-now.js';
import { contestedVolumes, sharedVolumes, splitVolumes, wantedVolumes } from './volumes.js';

const volume = (source: string, target: string, more: Partial<VolumeSpec> = {}): VolumeSpec => {
  return { volume_type: 'named', source, target, read_only: false, is_external: false, options: {}, ...more };
};
const { services } = parseComposeFile(`
services:
  a: {image: x, volumes: [data:/data, media:/media, only:/only, ./x:/x, /anonymous, ext:/ext]}
  b: {image: x, volumes: [media:/m, data:/d, ./x:/x, ext:/ext]}
volumes: {ext: {external: true}}
`);

it('finds what several services share, and gives it another name where a template has that one', () => {
  expect(sharedVolumes(services, new Set())).toEqual(
    new Map([
      ['data', 'data'],
      ['media', 'media'],
    ]),
  );
  const template = { volumes: [volume('data', '/data'), volume('media', '/elsewhere'), volume('only', '/only')] };
  const contested = contestedVolumes([
    { service: services[0] as (typeof services)[number], template },
    { service: services[1] as (typeof services)[number], template: undefined },
  ]);
  expect(contested).toEqual(new Set(['data', 'only']));
  expect(sharedVolumes(services, contested)).toEqual(
    new Map([
      ['data', 'shared-data'],
      ['media', 'media'],
    ]),
  );
});

/** base: the template; override: the file; expected. */
it.each<[string, VolumeSpec[], VolumeSpec[], VolumeSpec[]]>([
  ['the same name is the template’s', [volume('data', '/d')], [volume('data', '/d')], [volume('data', '/d')]],
  ['so is what a render calls it', [volume('data', '/d')], [volume('db-data', '/d')], [volume('data', '/d')]],
  ['nothing else is', [volume('data', '/d')], [volume('db_data', '/d')], [volume('db_data', '/d')]],
  ['another name is taken literally', [volume('data', '/d')], [volume('pg', '/d')], [volume('pg', '/d')]],
  ['and so it is at another place', [volume('data', '/d')], [volume('db-data', '/e')], [volume('db-data', '/e')]],
  [
    'a flag is no matter of the name',
    [volume('data', '/d')],
    [volume('db-data', '/d', { read_only: true })],
    [volume('data', '/d', { read_only: true })],
  ],
  [
    'a folder is a folder',
    [volume('data', '/d')],
    [volume('db-data', '/d', { volume_type: 'bind' })],
    [volume('db-data', '/d', { volume_type: 'bind' })],
  ],
  [
    'what is external is what it is called',
    [volume('data', '/d')],
    [volume('db-data', '/d', { is_external: true })],
    [volume('db-data', '/d', { is_external: true })],
  ],
])('%s', (_, template, file, expected) => {
  expect(wantedVolumes('db', file, template, new Map())).toEqual({ volumes: expected, renamed: new Map() });
});

it('a shared volume is literal under its name, and told where that is another one', () => {
  const shared = new Map([
    ['data', 'shared-data'],
    ['media', 'media'],
  ]);
  const file = [volume('media', '/m'), volume('data', '/d')];
  expect(wantedVolumes('db', file, [volume('data', '/d')], shared)).toEqual({
    volumes: [volume('media', '/m'), volume('shared-data', '/d')],
    renamed: new Map([[1, 'shared-data']]),
  });
});

it('a volume that one service mounts twice never becomes two', () => {
  const [service] = parseComposeFile('services: {a: {image: x, volumes: [data:/data, data:/backup]}}').services;
  if (!service) throw new Error('The file has a service.');
  const described = (...volumes: VolumeSpec[]) => [{ service, template: { volumes } }];
  expect(splitVolumes(described())).toEqual(new Set());
  expect(splitVolumes(described(volume('data', '/data'), volume('data', '/backup')))).toEqual(new Set());
  for (const all of [[volume('data', '/data')], [volume('data', '/data'), volume('other', '/backup')]]) {
    expect(splitVolumes(described(...all))).toEqual(new Set(['data']));
    const shared = sharedVolumes([service], contestedVolumes(described(...all)), splitVolumes(described(...all)));
    expect(wantedVolumes('a', service.template.volumes, all, shared).volumes.map(({ source }) => source)).toEqual([
      'shared-data',
      'shared-data',
    ]);
  }
});

it('a volume that is mounted there already is not contested', () => {
  const [service] = parseComposeFile('services: {a: {image: x, volumes: [data:/data, data:/backup]}}').services;
  if (!service) throw new Error('The file has a service.');
  const template = { volumes: [volume('data', '/data')] };
  const mounting = (volume_name: string, ...paths: string[]) => {
    const now = new Map(paths.map((path) => [path, { ...volume('data', path), volume_name, made: {} }]));
    return [contestedVolumes([{ service, template, now }]), splitVolumes([{ service, template, now }])];
  };
  expect(mounting('data', '/data', '/backup')).toEqual([new Set(), new Set()]);
  expect(mounting('data', '/data')).toEqual([new Set(), new Set()]);
  expect(mounting('a-data', '/data', '/backup')).toEqual([new Set(['data']), new Set(['data'])]);
  expect(mounting('data', '/backup')).toEqual([new Set(['data']), new Set(['data'])]);
});

describe('what is mounted now is compared by the key that a render gives it', () => {
  const now = (more: Partial<MountNow>): MountsNow =>
    new Map([['/d', { ...volume('data', '/d'), volume_name: 'db-data', made: {}, ...more }]]);
  const after = (file: VolumeSpec, mounted: MountsNow, template = [volume('data', '/d')]) =>
    wantedVolumes('db', [file], template, new Map(), mounted).volumes;

  it.each<[string, MountsNow, VolumeSpec, VolumeSpec]>([
    ['the template’s stays', now({}), volume('db-data', '/d'), volume('data', '/d')],
    [
      'a literal one stays literal',
      now({ source: 'db_data', volume_name: 'db_data' }),
      volume('db_data', '/d'),
      volume('db_data', '/d'),
    ],
    [
      'so does one called like the template’s',
      now({ volume_name: 'data' }),
      volume('data', '/d'),
      volume('data', '/d'),
    ],
    [
      'a cleaned name stays',
      now({ source: 'a b', volume_name: 'a_b-1f' }),
      volume('a_b-1f', '/d'),
      volume('a b', '/d'),
    ],
    ['another one is another one', now({}), volume('other', '/d'), volume('other', '/d')],
    [
      'the own name of one from outside is not its key',
      now({ is_external: true, source: 'real', volume_name: 'x' }),
      volume('x', '/d'),
      volume('x', '/d'),
    ],
    [
      'a flag changes nothing of that',
      now({ source: 'db_data', volume_name: 'db_data' }),
      volume('db_data', '/d', { read_only: true }),
      volume('db_data', '/d', { read_only: true }),
    ],
    [
      'options that no file can say stay',
      now({ options: { propagation: 'slave', nocopy: true } }),
      volume('db-data', '/d', { options: { selinux: 'z' } }),
      volume('data', '/d', { options: { propagation: 'slave', selinux: 'z' } }),
    ],
    [
      'how it is made stays with the mount that says it',
      now({ made: { driver: 'nfs' } }),
      volume('db-data', '/d', { options: { driver: 'nfs' } }),
      volume('data', '/d'),
    ],
    [
      'unless the file makes it otherwise',
      now({ made: { driver: 'nfs' }, options: { driver: 'nfs' } }),
      volume('db-data', '/d', { options: { driver: 'other' } }),
      volume('data', '/d', { options: { driver: 'other' } }),
    ],
  ])('%s', (_, mounted, file, expected) => {
    expect(after(file, mounted)).toEqual([expected]);
  });
});
