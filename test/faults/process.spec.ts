import { Agent } from 'node:http';
import { isRunning } from '../setup/server-process.js';
import { serverProcesses } from '../setup/server-processes.js';
import { send, connectTo } from '../setup/server-requests.js';

const STOPPED_WITHIN_MS = 10_000;

const { start } = serverProcesses();

const template = { name: 'own-postgres', image_name: 'postgres' };

describe('the server as a process', () => {
  it('says where Swagger UI is and what to try, and both work', async () => {
    const server = await start('first');
    const [, docs = ''] = /Swagger UI\s+(\S+)/.exec(server.output) ?? [];
    const [, curl = ''] = /curl '([^']+)'/.exec(server.output) ?? [];
    expect(docs).toBe(`${server.url}/docs`);
    expect((await fetch(docs)).status).toBe(200);
    const tried = await fetch(curl);
    expect([tried.status, Array.isArray(await tried.json())]).toEqual([200, true]);
    expect(await server.end('SIGTERM')).toMatchObject({ code: 0, signal: null });
  }, 60_000);

  it.each([
    ['SIGTERM', 'of their own', new Agent({ keepAlive: false })],
    ['SIGINT', 'of their own', new Agent({ keepAlive: false })],
    ['SIGTERM', 'that clients keep open', new Agent({ keepAlive: true })],
  ] as const)(
    '%s answers every request on connections %s, ends with 0, and takes its database along (P8)',
    async (signal, kind, agent) => {
      const server = await start('first');
      const pid = await server.databasePid();
      const name = `in-flight-${signal.toLowerCase()}-${kind.length}`;
      expect((await send(server.url, 'POST', '/stacks', { name })).status).toBe(201);
      const client = await connectTo(server);
      await client.query('BEGIN; LOCK TABLE service_instances IN EXCLUSIVE MODE');
      await send(server.url, 'POST', '/services', template);
      await send(server.url, 'GET', '/stacks', undefined, agent);
      const paths = Array.from({ length: 8 }, (_, n) => `i${n}`);
      const answers = paths.map((instance_id) =>
        send(server.url, 'POST', `/stacks/${name}/instances`, { instance_id, template: template.name }, agent),
      );
      const waiting = 'SELECT count(*)::int AS count FROM pg_locks WHERE NOT granted';
      while ((await client.query<{ count: number }>(waiting)).rows[0]?.count !== paths.length) continue;
      const ended = server.end(signal).finally(() => agent.destroy());
      while (!(await refuses(server.url))) continue;
      await client.query('COMMIT');
      await client.end();
      expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(paths.map(() => 201));
      expect(await ended).toMatchObject({ code: 0, signal: null });
      expect((await ended).took).toBeLessThan(STOPPED_WITHIN_MS);
      expect(isRunning(pid)).toBe(false);
      const again = await start('first');
      const { body } = await send(again.url, 'GET', `/stacks/${name}/instances`);
      expect(JSON.parse(body)).toHaveLength(paths.length);
      expect(await again.end('SIGTERM')).toMatchObject({ code: 0 });
    },
    90_000,
  );

  it('after kill -9 in the middle of writing every acknowledged write is there (P2)', async () => {
    const server = await start('first');
    const written: string[] = [];
    const lanes = Array.from({ length: 4 }, async (_, lane) => {
      for (let n = 0; ; n += 1) {
        const answer = await send(server.url, 'POST', '/stacks', { name: `kept-${lane}-${n}` }).catch(() => undefined);
        if (answer?.status !== 201) return;
        written.push(`kept-${lane}-${n}`);
        if (written.length === 40) void server.end('SIGKILL');
      }
    });
    await Promise.all(lanes);
    expect((await server.end('SIGKILL')).signal).toBe('SIGKILL');
    const again = await start('first');
    const kept = await send(again.url, 'GET', '/stacks?limit=500&search=kept');
    const names = new Set(JSON.parse(kept.body).map((stack: { name: string }) => stack.name));
    expect(written.length).toBeGreaterThanOrEqual(40);
    expect(written.filter((name) => !names.has(name))).toEqual([]);
    expect(await again.end('SIGTERM')).toMatchObject({ code: 0 });
  }, 90_000);
});

/** Whether nobody listens there any more. */
async function refuses(url: string): Promise<boolean> {
  return send(url, 'GET', '/stacks').then(
    () => false,
    () => true,
  );
}
