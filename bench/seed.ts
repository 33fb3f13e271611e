import type { Client } from '../examples/demo/client.js';

/** What the operations work on, written through the API, so that it is what a client would have made. */

const SEVERAL = (count: number, item: (n: number) => object) => Array.from({ length: count }, (_, n) => item(n + 1));

const DATABASE = {
  name: 'bench-db',
  image_name: 'postgres',
  image_tag: '17.2',
  ports: [{ host_port: 5432, container_port: 5432 }],
  volumes: [{ source: 'data', target: '/var/lib/postgresql/data' }],
  env_vars: SEVERAL(4, (n) => ({ key: `DB_${n}`, value: `value ${n}` })),
  healthcheck: { test: '["CMD","pg_isready"]' },
};
const APPLICATION = {
  name: 'bench-app',
  image_name: 'quay.io/acme/app',
  image_tag: '1.0',
  command: '["serve","--port","8080"]',
  ports: [
    { host_port: 8080, container_port: 8080 },
    { host_port: 9090, container_port: 9090 },
  ],
  volumes: [{ source: 'uploads', target: '/uploads' }],
  env_vars: SEVERAL(8, (n) => ({ key: `APP_${n}`, value: `value ${n}` })),
  labels: SEVERAL(3, (n) => ({ key: `com.example.label-${n}`, value: `value ${n}` })),
  domains: [{ domain: 'app.localhost', proxy_port: 8080 }],
  healthcheck: { test: 'curl -f localhost:8080' },
  config_files: [{ file_path: '/etc/app.conf', content: 'a = 1\nb = 2\n' }],
  dependencies: [{ service: 'bench-db', condition: 'service_healthy' }],
};

/** Twenty override rows; some of them stand for what the application's template has. */
const TWENTY = {
  'env-vars': { env_vars: SEVERAL(10, (n) => ({ key: `APP_${n}`, value: `mine ${n}` })) },
  labels: { labels: SEVERAL(4, (n) => ({ key: `com.example.label-${n}`, value: `mine ${n}` })) },
  ports: { ports: SEVERAL(3, (n) => ({ host_port: 18080 + n, container_port: 8079 + n })) },
  volumes: { volumes: SEVERAL(2, (n) => ({ source: `more-${n}`, target: `/more/${n}` })) },
  files: { config_files: [{ file_path: '/etc/more.conf', content: 'c = 3\n' }] },
};

async function overrideAll(client: Client, instance: string): Promise<void> {
  for (const [facet, body] of Object.entries(TWENTY)) await client.put(`${instance}/${facet}`, body);
}

/** A stack of that many instances, of which every `each`th has twenty override rows. */
export async function seedStack(client: Client, name: string, instances: number, each: number): Promise<void> {
  await client.post('/stacks', { name, description: `Has ${instances} instances` });
  for (let n = 1; n <= instances; n++) {
    const template = n % 10 === 1 ? 'bench-db' : 'bench-app';
    const instance_id = n % 10 === 1 ? `db${n}` : `app${n}`;
    await client.post(`/stacks/${name}/instances`, { instance_id, template });
    if (n % each === 0) await overrideAll(client, `/stacks/${name}/instances/${instance_id}`);
  }
}

/** Ten instances beside their database, with values out of the stack's variables, the database and the instance itself. */
async function seedReferring(client: Client): Promise<void> {
  await client.post('/stacks', { name: 'referring' });
  await client.put('/stacks/referring/variables', { variables: [{ key: 'REGION', value: 'eu' }] });
  await client.post('/stacks/referring/instances', { instance_id: 'bench-db', template: 'bench-db' });
  const env_vars = [
    { key: 'APP_1', value: '${{vars.REGION}}' },
    { key: 'APP_2', value: 'postgres://${{bench-db.host}}/${{bench-db.env.DB_1}}' },
    { key: 'APP_3', value: '${{self.env.APP_4}} of ${{self.env.APP_1}}' },
  ];
  for (let n = 1; n <= 10; n++) {
    await client.post('/stacks/referring/instances', { instance_id: `app${n}`, template: 'bench-app' });
    await client.put(`/stacks/referring/instances/app${n}/env-vars`, { env_vars });
  }
}

export async function seed(client: Client): Promise<void> {
  for (const template of [DATABASE, APPLICATION]) await client.post('/services', template);
  await seedStack(client, 'fifty', 50, 5);
  await seedStack(client, 'ten', 10, 5);
  await seedStack(client, 'twenty', 20, 10);
  await seedStack(client, 'busy', 64, 64);
  await seedReferring(client);
  await client.post('/stacks', { name: 'made' });
}
