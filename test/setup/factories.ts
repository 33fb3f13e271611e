import type { DataSource } from 'typeorm';
import { FACET_NAMES, type FacetMap } from '../../src/facets/facets.js';
import { Template } from '../../src/model/template.entity.js';

/** One item of every facet, valid and with no value at its default; nothing is secret, as only the server seals. */
export const ONE_OF_EACH = {
  ports: { host_ip: '0.0.0.0', host_port: 15432, container_port: 5432, protocol: 'udp', publish_mode: 'host' },
  volumes: {
    volume_type: 'bind',
    source: './data',
    target: '/data',
    read_only: true,
    is_external: true,
    options: { selinux: 'z' },
  },
  env_vars: { key: 'POSTGRES_DB', value: 'shop', is_secret: false },
  labels: { key: 'com.example.team', value: 'payments' },
  domains: { domain: 'shop.localhost', proxy_port: 8080 },
  healthcheck: { test: '["CMD","true"]', interval_seconds: 5, timeout_seconds: 4, retries: 7, start_period_seconds: 9 },
  config_files: { file_path: '/etc/app.conf', content: 'a = 1\n', file_mode: '0600', is_template: true },
  options: { key: 'shm_size', value: '256m' },
} as const satisfies FacetMap<object>;

/** Another item of every facet, with another key. */
export const ANOTHER_OF_EACH = {
  ports: { host_ip: '127.0.0.1', host_port: 18080, container_port: 8080, protocol: 'tcp', publish_mode: 'ingress' },
  volumes: { volume_type: 'named', source: 'logs', target: '/logs', read_only: false, is_external: false, options: {} },
  env_vars: { key: 'LANG', value: 'C', is_secret: false },
  labels: { key: 'com.example.tier', value: 'back' },
  domains: { domain: 'admin.localhost', proxy_port: null },
  healthcheck: {
    test: 'curl -f localhost',
    interval_seconds: 30,
    timeout_seconds: 10,
    retries: 3,
    start_period_seconds: 0,
  },
  config_files: { file_path: '/etc/other.conf', content: '', file_mode: '0644', is_template: false },
  options: { key: 'ulimits', value: { nofile: { soft: 1024, hard: 2048 } } },
} as const satisfies FacetMap<object>;

type TemplateValues = Partial<Pick<Template, 'name' | 'image_name' | 'image_tag' | 'command' | 'enabled'>>;

/** A template in the database, with the given items, through the entities and their cascades. */
export async function aTemplate(
  dataSource: DataSource,
  values: TemplateValues = {},
  facets: Partial<FacetMap<readonly object[]>> = {},
): Promise<Template> {
  const rows = FACET_NAMES.map((name) => [name, (facets[name] ?? []).map((spec) => ({ spec }))]);
  const named = { name: 'postgres', image_name: 'postgres', image_tag: '17.2', ...values };
  return dataSource.manager.save(dataSource.manager.create(Template, { ...named, ...Object.fromEntries(rows) }));
}
