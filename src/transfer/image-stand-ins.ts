import { canonicalImage } from './image-match.js';

/**
 * Images that may stand in the place of another: they listen on the same ports, read the same env vars and start with the
 * same command, whoever publishes them. An image that reads other names or cannot run the command is none, however alike
 * the program: bitnami/postgresql and bitnami/redis have start scripts that a command of a template would pass by.
 */
export const STAND_INS: Record<string, string[]> = {
  'axllent/mailpit': ['ghcr.io/axllent/mailpit'],
  'clickhouse/clickhouse-server': ['clickhouse', 'yandex/clickhouse-server'],
  'codeberg.org/forgejo/forgejo': ['code.forgejo.org/forgejo/forgejo', 'data.forgejo.org/forgejo/forgejo'],
  'docker.elastic.co/elasticsearch/elasticsearch': ['elasticsearch', 'elastic/elasticsearch'],
  'ghcr.io/joeferner/redis-commander': ['rediscommander/redis-commander'],
  'gitea/gitea': ['docker.gitea.com/gitea'],
  'grafana/grafana': ['grafana/grafana-oss', 'grafana/grafana-enterprise', 'bitnami/grafana', 'bitnamilegacy/grafana'],
  'hashicorp/vault': ['vault'],
  'louislam/uptime-kuma': ['ghcr.io/louislam/uptime-kuma'],
  mariadb: [
    'bitnami/mariadb',
    'bitnamilegacy/mariadb',
    'linuxserver/mariadb',
    'lscr.io/linuxserver/mariadb',
    'ghcr.io/linuxserver/mariadb',
  ],
  'minio/minio': ['quay.io/minio/minio', 'pgsty/minio'],
  mysql: ['mysql/mysql-server', 'container-registry.oracle.com/mysql/community-server'],
  'n8nio/n8n': ['docker.n8n.io/n8nio/n8n', 'ghcr.io/n8n-io/n8n'],
  phpmyadmin: ['phpmyadmin/phpmyadmin'],
  postgres: ['pgvector/pgvector', 'ankane/pgvector', 'postgis/postgis', 'imresamu/postgis'],
  'prom/alertmanager': ['quay.io/prometheus/alertmanager'],
  'prom/node-exporter': ['quay.io/prometheus/node-exporter'],
  'prom/prometheus': ['quay.io/prometheus/prometheus'],
  'quay.io/keycloak/keycloak': ['keycloak/keycloak'],
  'timescale/timescaledb': ['timescale/timescaledb-ha'],
  traefik: ['ghcr.io/traefik/traefik'],
  'valkey/valkey': ['ghcr.io/valkey-io/valkey'],
  'vaultwarden/server': ['ghcr.io/dani-garcia/vaultwarden', 'quay.io/vaultwarden/server'],
};

/** Registries that hold copies of Docker Hub, and what they have before its paths. */
const MIRRORS = ['public.ecr.aws/docker/', 'mirror.gcr.io/'];

const ORIGINALS = new Map(
  Object.entries(STAND_INS).flatMap(([original, images]) =>
    images.map((image) => [canonicalImage(image), canonicalImage(original)]),
  ),
);

/** The image in whose place this one may stand; undefined where there is none. */
export function originalOf(image_name: string): string | undefined {
  const image = canonicalImage(image_name);
  const mirror = MIRRORS.find((prefix) => image.startsWith(prefix));
  if (mirror === undefined) return ORIGINALS.get(image);
  const mirrored = canonicalImage(image.slice(mirror.length));
  return ORIGINALS.get(mirrored) ?? mirrored;
}
