import { originalOf } from './image-stand-ins.js';

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
