import { catalogFiles } from '../../test/setup/catalog-files.js';
import { canonicalImage } from './image-match.js';
import { originalOf, STAND_INS } from './image-stand-ins.js';

it.each([
  ['pgvector/pgvector', 'docker.io/library/postgres'],
  ['docker.io/postgis/postgis', 'docker.io/library/postgres'],
  ['elasticsearch', 'docker.elastic.co/elasticsearch/elasticsearch'],
  ['lscr.io/linuxserver/mariadb', 'docker.io/library/mariadb'],
  ['public.ecr.aws/docker/library/redis', 'docker.io/library/redis'],
  ['mirror.gcr.io/pgvector/pgvector', 'docker.io/library/postgres'],
  ['postgres', undefined],
  ['bitnami/postgresql', undefined],
  ['ghcr.io/acme/pgvector', undefined],
])('%s stands for %s', (image, original) => {
  expect(originalOf(image)).toBe(original);
});

it('every original is an image of the catalogue, and nothing that stands for one is', () => {
  const images = new Set([...catalogFiles().values()].map(({ image_name }) => canonicalImage(image_name)));
  expect(Object.keys(STAND_INS).filter((image) => !images.has(canonicalImage(image)))).toEqual([]);
  const standing = Object.values(STAND_INS).flat();
  expect(standing.filter((image) => images.has(canonicalImage(image)))).toEqual([]);
  expect(new Set(standing.map(canonicalImage)).size).toBe(standing.length);
});
