import { CatalogService } from '../../src/catalog/catalog.service.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { databaseFile as db, importStory, NO_CHANGES, places, results } from '../setup/import-story.js';

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
  await server.get(CatalogService).load('catalog');
});
afterAll(() => server.close());

const { importFile, update, get, patch } = importStory(() => server);

describe('an update over work that was done by hand', () => {
  const work = async (name: string) => {
    await importFile(name, db(25432));
    const at = `${name}/instances/db`;
    const secret = { key: 'API_TOKEN', value: 'correct horse', is_secret: true };
    await patch(`${at}/env-vars`, { set: [secret, { key: 'PLAIN', value: 'x' }] });
    await patch(`${at}/labels`, { set: [{ key: 'team', value: 'a' }] });
    await patch(`${at}/volumes`, { set: [{ volume_type: 'bind', source: '/srv', target: '/srv' }] });
    await server.http.put(`/stacks/${at}/files/etc/x`).send({ content: 'x' }).expect(200);
  };

  it('changes what the file changed, keeps all the rest, and names both, in a dry run too', async () => {
    await work('upd');
    const before = await get('upd/instances/db');
    const dry = await update('upd', db(35432), { dry_run: true });
    const real = await update('upd', db(35432));
    expect(real).toEqual({ ...dry, dry_run: false });
    expect([places(real.changed), real.dropped, real.conflicts]).toEqual([['db ports 5432/tcp'], [], []]);
    expect(real.changed).toMatchObject([{ before: [{ host_port: 25432 }], after: [{ host_port: 35432 }] }]);
    expect(places(real.kept)).toEqual([
      'db volumes /srv',
      'db env_vars API_TOKEN',
      'db env_vars PLAIN',
      'db labels team',
      'db config_files /etc/x',
    ]);
    expect(JSON.stringify(real)).not.toContain('correct horse');
    const after = await get('upd/instances/db');
    expect(after.ports).toMatchObject([{ host_port: 35432 }]);
    for (const facet of ['env_vars', 'labels', 'volumes', 'config_files']) expect(after[facet]).toEqual(before[facet]);
  });

  it('replace makes it what the file says, but for a sealed value, which goes only when asked for', async () => {
    await work('repl');
    const real = await importFile('repl', db(25432), { mode: 'replace' });
    expect(places(real.kept)).toEqual(['db env_vars API_TOKEN']);
    expect(places(real.dropped)).toEqual([
      'db volumes /srv',
      'db env_vars PLAIN',
      'db labels team',
      'db config_files /etc/x',
    ]);
    const last = await importFile('repl', db(25432), { mode: 'replace', drop_secrets: true });
    expect(last.dropped).toMatchObject([
      { key: 'API_TOKEN', before: [{ value: '***', fingerprint: expect.any(String) }] },
    ]);
    expect(await importFile('repl', db(25432), { mode: 'replace' })).toMatchObject(NO_CHANGES);
  });
});

describe('where both changed the same', () => {
  it('what somebody set stays, both sides are told again and again, and conflicts=file decides otherwise', async () => {
    await importFile('both', db(25432, 'environment: { A: "1" }'));
    await patch('both/instances/db/env-vars', { set: [{ key: 'A', value: 'mine' }] });
    const file = db(25432, 'environment: { A: "2" }');
    const values = (items: object) => ({ ...items, part: 'env_vars', key: 'A' });
    const conflict = values({
      base: [expect.objectContaining({ value: '1' })],
      mine: [expect.objectContaining({ value: 'mine' })],
      theirs: [expect.objectContaining({ value: '2' })],
    });
    for (let round = 0; round < 2; round++) {
      const body = await update('both', file);
      expect(body.conflicts).toEqual([{ ...conflict, instance_id: 'db', taken: 'mine' }]);
      expect([results(body), body.changed, body.kept]).toEqual([['db unchanged'], [], []]);
    }
    const taken = await update('both', file, { conflicts: 'file' });
    expect(taken.conflicts).toEqual([{ ...conflict, instance_id: 'db', taken: 'theirs' }]);
    expect(places(taken.changed)).toEqual(['db env_vars A']);
    expect(await update('both', file)).toMatchObject(NO_CHANGES);
  });

  it('a secret is told by its fingerprint, and what the file takes away while somebody changed it stays', async () => {
    await importFile('sealed', db(25432, 'environment: { POSTGRES_PASSWORD: one, B: "1" }'));
    await patch('sealed/instances/db/env-vars', {
      set: [
        { key: 'POSTGRES_PASSWORD', value: 'two', is_secret: true },
        { key: 'B', value: '2' },
      ],
    });
    const body = await update('sealed', db(25432, 'environment: { POSTGRES_PASSWORD: three }'));
    const hidden = [{ key: 'POSTGRES_PASSWORD', is_secret: true, value: '***', fingerprint: expect.any(String) }];
    expect(body.conflicts).toMatchObject([
      { key: 'B', base: [{ value: '1' }], mine: [{ value: '2' }], theirs: [] },
      { key: 'POSTGRES_PASSWORD', base: hidden, mine: hidden, theirs: hidden },
    ]);
  });

  it('a port that would take the place of another one that stays is a conflict, and no refusal', async () => {
    await importFile('clash', db(25432));
    await patch('clash/instances/db/ports', { set: [{ host_port: 9000, container_port: 9000 }] });
    const content = 'services:\n  db:\n    image: postgres:17.2\n    ports: ["127.0.0.1:9000:5432"]\n';
    const body = await update('clash', content);
    expect([places(body.conflicts), places(body.kept)]).toEqual([['db ports 5432/tcp'], ['db ports 9000/tcp']]);
  });
});
