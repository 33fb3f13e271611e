import type { EntityManager } from 'typeorm';
import type { Statement } from '../../src/sql/statement.js';
import * as claims from '../../src/findings/claims.queries.js';
import * as findings from '../../src/findings/findings.queries.js';
import { startTestApp, type TestApp } from '../setup/app.js';

const SERVICES = 1000;

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

const STATEMENTS: Record<string, (tx: EntityManager) => Statement> = {
  ports: claims.portsStatement,
  domains: claims.domainsStatement,
  wildcards: claims.wildcardsStatement,
  volumes: claims.volumesStatement,
  instances: findings.instancesStatement,
  secrets: findings.emptySecretsStatement,
  mounts: findings.mountsStatement,
};

/** How PostgreSQL goes about each statement, by what it knows of the tables now. */
async function plans(): Promise<Record<string, string[]>> {
  const { dataSource } = server;
  const all = Object.entries(STATEMENTS).map(async ([name, statement]) => {
    const { sql, parameters } = statement(dataSource.manager);
    const rows = await dataSource.query<object[]>(
      `EXPLAIN (COSTS OFF) ${sql}`,
      parameters.map(() => 'big'),
    );
    return [name, rows.flatMap((row) => Object.values(row).map(String))] as const;
  });
  return Object.fromEntries(await Promise.all(all));
}

function composeFile(): string {
  const services = Array.from({ length: SERVICES }, (_, n) => {
    const domains = `x-devarch: { domains: [{ domain: d${n}.localhost }], secrets: [B] }`;
    return `  s${n}: { image: example/s${n}, ports: ["${20_000 + n}:80"], volumes: ["v${n}:/v"], environment: { A: a, B: b }, ${domains} }\n`;
  });
  return `services:\n${services.join('')}`;
}

it('findings after a big import are planned as they will be once the server has looked at the tables', async () => {
  const before = await plans();
  const body = { format: 'compose', name: 'big', content: composeFile() };
  await server.http.post('/stacks/import').send(body).expect(200);
  const after = await plans();
  await server.dataSource.query('ANALYZE');
  expect(after).toEqual(await plans());
  expect(after).not.toEqual(before);
});
