import type { Client } from './client.js';
import { line, table, title } from './show.js';

interface Value {
  key: string;
  value: string | null;
  expression?: string;
  refers_to?: string[];
}

/** Odd names on purpose: nothing is called as its template is. */
const INSTANCES = {
  ...{ ledger: 'postgres', 'front-door': 'keycloak', press: 'mariadb', journal: 'wordpress' },
  ...{ memory: 'redis', archive: 'nextcloud' },
};

/** Instances that know each other by reference: values follow overrides, renames and clones. */
export async function showWired(client: Client, stack: string, copy: string): Promise<void> {
  title(`A stack "${stack}" whose values refer to each other`);
  await client.post('/stacks', { name: stack, description: 'Made by the demo' });
  for (const [instance_id, template] of Object.entries(INSTANCES))
    await client.post(`/stacks/${stack}/instances`, { instance_id, template });
  await showValues(client, stack);
  await expectValue(client, stack, 'front-door', 'KC_DB_URL', 'jdbc:postgresql://ledger:5432/devarch');

  title('Override the database of ledger: front-door follows');
  const set = [
    { key: 'POSTGRES_DB', value: 'orders' },
    { key: 'POSTGRES_USER', value: 'clerk' },
  ];
  await client.patch(`/stacks/${stack}/instances/ledger/env-vars`, { set });
  await expectValue(client, stack, 'front-door', 'KC_DB_URL', 'jdbc:postgresql://ledger:5432/orders');
  await expectValue(client, stack, 'front-door', 'KC_DB_USERNAME', 'clerk');

  title('Rename ledger, press and memory: everybody finds them');
  for (const [from, to] of [
    ['ledger', 'books'],
    ['press', 'printer'],
    ['memory', 'shelf'],
  ])
    await client.post(`/stacks/${stack}/instances/${from}/rename`, { instance_id: to });
  await expectValue(client, stack, 'front-door', 'KC_DB_URL', 'jdbc:postgresql://books:5432/orders');
  await expectValue(client, stack, 'journal', 'WORDPRESS_DB_HOST', 'printer:3306');
  await expectValue(client, stack, 'archive', 'MYSQL_HOST', 'printer');
  await expectValue(client, stack, 'archive', 'REDIS_HOST', 'shelf');

  title(`Clone it to "${copy}": the copies refer to the copies`);
  await client.post(`/stacks/${stack}/clone`, { name: copy });
  const database = [{ key: 'POSTGRES_DB', value: 'rehearsal' }];
  await client.patch(`/stacks/${copy}/instances/books/env-vars`, { set: database });
  await expectValue(client, copy, 'front-door', 'KC_DB_URL', 'jdbc:postgresql://books:5432/rehearsal');
  await expectValue(client, stack, 'front-door', 'KC_DB_URL', 'jdbc:postgresql://books:5432/orders');

  title('Its secrets: one line of the .env file for each, whoever uses it');
  for (const own of (await client.text(`/stacks/${stack}/compose/env`)).trimEnd().split('\n')) line(own);
}

async function valuesOf(client: Client, stack: string, instance: string): Promise<Value[]> {
  const path = `/stacks/${stack}/instances/${instance}/effective-config`;
  return (await client.get<{ env_vars: Value[] }>(path)).env_vars;
}

/** What of the stack comes of references, and of which. */
async function showValues(client: Client, stack: string): Promise<void> {
  const rows = await Promise.all(
    Object.keys(INSTANCES).map(async (instance) => {
      const values = (await valuesOf(client, stack, instance)).filter(({ expression }) => expression !== undefined);
      return values.map(({ key, value, refers_to = [] }) => ({
        ...{ instance, key, value: value ?? '', refers_to: refers_to.join(', ') },
      }));
    }),
  );
  table(rows.flat());
}

/** The demo fails where the product does. */
async function expectValue(client: Client, stack: string, instance: string, key: string, expected: string) {
  const found = (await valuesOf(client, stack, instance)).find((item) => item.key === key);
  if (found?.value !== expected)
    throw new Error(`${stack}/${instance} ${key} is ${found?.value ?? 'missing'} instead of ${expected}.`);
  line(`${stack}/${instance}: ${key}=${expected}`);
}
