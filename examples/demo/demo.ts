import type { Client } from './client.js';
import { showRendered } from './render.js';
import { line, table, title } from './show.js';

interface Template {
  name: string;
  image_name: string;
  image_tag: string;
  ports: Port[];
  env_vars: { key: string }[];
}
interface Port {
  host_ip: string;
  host_port: number;
  container_port: number;
  protocol: string;
}
interface Instance {
  id: number;
  instance_id: string;
  template_name: string;
  container_name: string;
  enabled: boolean;
  override_count: number;
}
interface Effective {
  container_name: string;
  image_name: string;
  image_tag: string;
  ports: (Port & { source: string })[];
  env_vars: { key: string; value: string | null; is_secret: boolean; source: string }[];
  config_files: { file_path: string; source: string }[];
  removed: { ports: Port[] };
}

interface Diff {
  facets: Record<'ports' | 'env_vars', { added: object[]; removed: object[]; changed: object[] }>;
}
interface Impact {
  affected_count: number;
  shielded_count: number;
}

/** The main job from end to end, on templates of the shipped catalogue. Cleans up after itself. */
export async function runDemo(client: Client, stack: string): Promise<void> {
  const instances = `/stacks/${stack}/instances`;
  title('Three templates from the catalogue');
  for (const name of ['rabbitmq', 'postgres', 'keycloak']) {
    const template = await client.get<Template>(`/services/${name}`);
    line(
      `${name}: ${template.image_name}:${template.image_tag}, ${template.ports.length} ports, ${template.env_vars.length} env vars`,
    );
  }

  title(`A stack "${stack}" with one instance of each`);
  await client.post('/stacks', { name: stack, description: 'Made by the demo' });
  for (const [instance_id, template] of [
    ['queue', 'rabbitmq'],
    ['db', 'postgres'],
    ['login', 'keycloak'],
  ]) {
    const made = await client.post<Instance>(instances, { instance_id, template });
    line(`${made.instance_id} (${made.template_name}) runs as ${made.container_name}`);
  }

  title('Overrides: a port and two env vars of db, a config file of queue');
  await client.put(`${instances}/db/ports`, { ports: [{ host_port: 15432, container_port: 5432 }] });
  const variables = [
    { key: 'POSTGRES_DB', value: 'shop' },
    { key: 'TZ', value: 'Europe/Vienna' },
  ];
  await client.put(`${instances}/db/env-vars`, { env_vars: variables });
  await client.put(`${instances}/queue/files/etc/rabbitmq/conf.d/20-demo.conf`, { content: 'heartbeat = 30\n' });
  line('db: host port 15432 instead of the template’s; POSTGRES_DB and TZ; queue: /etc/rabbitmq/conf.d/20-demo.conf');

  title('A removal: queue gives up the first port of its template');
  const [unwanted] = (await client.get<Template>('/services/rabbitmq')).ports;
  await client.patch(`${instances}/queue/ports`, { remove: [`${unwanted?.container_port}/${unwanted?.protocol}`] });
  line(`${unwanted?.container_port}/${unwanted?.protocol} is removed; the template keeps it for everyone else`);

  title('The list with override counts, from one SQL statement');
  await showInstances(client, instances);

  title('The effective config of db: template and overrides combined');
  showEffective(await client.get<Effective>(`${instances}/db/effective-config`));
  title('… and of queue');
  showEffective(await client.get<Effective>(`${instances}/queue/effective-config`));

  title('How db differs from its template, and what an edit of the template would reach');
  const { facets } = await client.get<Diff>(`${instances}/db/diff`);
  line(
    `db: ${facets.ports.changed.length} port changed, ${facets.env_vars.changed.length + facets.env_vars.added.length} env vars differ`,
  );
  const [port] = (await client.get<Template>('/services/postgres')).ports;
  const impact = await client.put<Impact>('/services/postgres/ports?dry_run=true', {
    ports: [{ ...port, host_port: 5433 }],
  });
  line(
    `another host port in the template would reach ${impact.affected_count} instances; ${impact.shielded_count} override it`,
  );

  await showRendered(client, stack);

  title('Duplicate db, then rename the copy: every override comes along, ids stay');
  const copy = await client.post<Instance>(`${instances}/db/duplicate`);
  line(`${copy.instance_id} has ${copy.override_count} overrides and id ${copy.id}`);
  const renamed = await client.post<Instance>(`${instances}/${copy.instance_id}/rename`, { instance_id: 'db-reports' });
  line(`renamed to ${renamed.instance_id}, still id ${renamed.id}, container ${renamed.container_name}`);

  title('Delete db-reports and restore it from the trash');
  const preview = await client.get<{ container_name: string; override_count: number }>(
    `${instances}/db-reports/delete-preview`,
  );
  line(`deleting takes ${preview.container_name} and ${preview.override_count} overrides to the trash`);
  await client.remove(`${instances}/db-reports`);
  const trash = await client.get<Instance[]>(`${instances}/trash`);
  line(`in the trash: ${trash.map(({ instance_id }) => instance_id).join(', ')}`);
  const restored = await client.post<Instance>(`${instances}/trash/db-reports/restore`);
  line(`restored with ${restored.override_count} overrides, id ${restored.id}`);
  await showInstances(client, instances);
}

async function showInstances(client: Client, instances: string): Promise<void> {
  const list = await client.get<Instance[]>(instances);
  table(
    list.map(({ instance_id, template_name, container_name, override_count }) => ({
      instance_id,
      template_name,
      container_name,
      override_count,
    })),
  );
}

function showEffective(config: Effective): void {
  line(`${config.container_name} runs ${config.image_name}:${config.image_tag}`);
  table([
    ...config.ports.map((port) => ({
      what: 'port',
      value: `${port.host_ip}:${port.host_port} → ${port.container_port}/${port.protocol}`,
      source: port.source,
    })),
    ...config.env_vars.map((variable) => ({
      what: 'env var',
      value: `${variable.key}=${variable.is_secret ? '***' : variable.value}`,
      source: variable.source,
    })),
    ...config.config_files.map((file) => ({ what: 'file', value: file.file_path, source: file.source })),
    ...config.removed.ports.map((port) => ({
      what: 'removed',
      value: `${port.container_port}/${port.protocol}`,
      source: 'override',
    })),
  ]);
}
