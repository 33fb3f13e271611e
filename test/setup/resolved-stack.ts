import type { Place } from '../../src/references/scope.js';
import type { ResolvedInstance, ResolvedStack } from '../../src/render/resolved.js';

/** Any part of an instance as a renderer gets it; items of facets only need what differs from the usual. */
export type InstanceParts = Partial<
  Omit<ResolvedInstance, 'ports' | 'volumes' | 'env_vars' | 'config_files' | 'healthcheck'>
> & {
  ports?: Partial<ResolvedInstance['ports'][number]>[];
  volumes?: Partial<ResolvedInstance['volumes'][number]>[];
  env_vars?: Partial<ResolvedInstance['env_vars'][number]>[];
  config_files?: Partial<ResolvedInstance['config_files'][number]>[];
  healthcheck?: Partial<NonNullable<ResolvedInstance['healthcheck']>> | null;
};

/** A stack with the given instances, or with a single one called `db`. */
export function aResolvedStack(instances: InstanceParts[] = [{}], parts: Partial<ResolvedStack> = {}): ResolvedStack {
  const secrets = new Map<string, Place>();
  const stack = { secrets, id: 3, name: 'shop', network_name: 'devarch-shop-net', ...parts };
  return { ...stack, instances: instances.map((instance, index) => anInstance(instance, index + 7, stack)) };
}

function anInstance(parts: InstanceParts, id: number, stack: { id: number; name: string }): ResolvedInstance {
  const { instance_id = 'db', template_name = 'postgres' } = parts;
  return {
    ...{ id, instance_id, template_name, container_name: `devarch-${stack.name}-${instance_id}` },
    ...{ image: 'postgres:17.2', command: null, user: null, restart: 'unless-stopped' },
    ...{ domains: [], depends_on: [], options: {} },
    ...parts,
    ports: (parts.ports ?? []).map((port) => ({
      host_ip: '0.0.0.0',
      host_port: 15432,
      container_port: 5432,
      protocol: 'tcp',
      publish_mode: 'ingress',
      ...port,
    })),
    volumes: (parts.volumes ?? []).map((volume) => ({
      ...{ volume_type: 'named', source: '', target: '/data', read_only: false, is_external: false, volume_name: null },
      options: {},
      ...volume,
    })),
    env_vars: (parts.env_vars ?? []).map((variable) => ({ key: 'LANG', value: null, secret: null, ...variable })),
    config_files: (parts.config_files ?? []).map((file) => ({
      ...{ file_path: '/etc/app.conf', content: 'a = 1\n', file_mode: '0644', is_template: false, ...file },
    })),
    healthcheck: parts.healthcheck
      ? {
          test: 'true',
          interval_seconds: 30,
          timeout_seconds: 10,
          retries: 3,
          start_period_seconds: 0,
          ...parts.healthcheck,
        }
      : null,
    labels: { ...parts.labels, 'devarch.instance': instance_id, 'devarch.stack': stack.name },
  };
}
