import { parseService } from '../../compose-file/service.js';
import { chooseTemplates, type Known } from './choose-template.js';
import { identityOf } from './identity.js';
import { privateNames } from './private-template.js';

const TEMPLATES = [
  { name: 'postgres', image_name: 'postgres', enabled: true },
  { name: 'orders', image_name: 'docker.io/library/postgres', enabled: true },
  { name: 'shop-web', image_name: 'acme/web', enabled: false },
  { name: 'shop-api', image_name: 'acme/old', enabled: false },
  { name: 'vectors', image_name: 'ankane/pgvector', enabled: true },
  { name: 'shop-map', image_name: 'postgis/postgis', enabled: false },
];
const KNOWN: Known = { stack: 'shop', templates: TEMPLATES, instances: new Map([['mine', 'redis']]) };

const choose = (services: Record<string, object>, known = KNOWN) =>
  chooseTemplates(
    Object.entries(services).map(([key, value]) => {
      const service = parseService(key, value);
      return { service, identity: identityOf(service) };
    }),
    known,
  );
const rendered = (template: string) => ({ 'devarch.managed_by': 'devarch', 'devarch.template': template });

it.each<[string, Record<string, object>, object]>([
  ['the template of the instance', { mine: { image: 'postgres' } }, { template: 'redis', matched_by: 'instance' }],
  [
    'what a render names',
    { a: { image: 'x', labels: rendered('postgres') } },
    { template: 'postgres', matched_by: 'label' },
  ],
  ['not what a render names and is not here', { a: { image: 'x', labels: rendered('y') } }, { matched_by: 'private' }],
  [
    'not what others name',
    { a: { image: 'x', labels: { 'devarch.template': 'postgres' } } },
    { matched_by: 'private' },
  ],
  [
    'the image',
    { a: { image: 'postgres:9' } },
    { template: 'orders', matched_by: 'image', alternatives: ['postgres'] },
  ],
  ['the image and the name', { postgres: { image: 'postgres' } }, { template: 'postgres', alternatives: ['orders'] }],
  [
    'one whose image this one may stand for',
    { postgres: { image: 'pgvector/pgvector:pg17' } },
    { template: 'postgres', matched_by: 'image', alternatives: ['orders'] },
  ],
  ['one with the very image first', { postgres: { image: 'ankane/pgvector' } }, { template: 'vectors' }],
  ['the private one that is there first', { map: { image: 'postgis/postgis' } }, { template: 'shop-map' }],
  [
    'a new private one of what only has the name of a program',
    { postgres: { image: 'bitnami/postgresql' } },
    { template: 'shop-postgres', is_new: true },
  ],
  [
    'the private one that is there',
    { web: { image: 'acme/web:2' } },
    { template: 'shop-web', matched_by: 'private', is_new: false },
  ],
  ['a new private one', { job: { image: 'acme/job' } }, { template: 'shop-job', matched_by: 'private', is_new: true }],
  ['a new one beside another image', { api: { image: 'acme/new' } }, { template: 'shop-api-2', is_new: true }],
  [
    'a private one of what is built',
    { postgres: { image: 'postgres', build: '.' } },
    { template: 'shop-postgres', is_new: true },
  ],
])('%s', (_, services, choice) => {
  expect(choose(services)).toEqual([expect.objectContaining(choice)]);
});

it('never gives two services one new template', () => {
  const long = 'x'.repeat(62);
  const chosen = choose({ [`${long}a`]: { image: 'acme/a' }, [`${long}b`]: { image: 'acme/b' } });
  expect(new Set(chosen.map((choice) => choice?.template)).size).toBe(2);
});

it('says so where no name is free', () => {
  const templates = privateNames('shop', 'a').map((name) => ({ name, image_name: 'other', enabled: false }));
  expect(choose({ a: { image: 'acme/a' } }, { ...KNOWN, templates })).toEqual([undefined]);
});
