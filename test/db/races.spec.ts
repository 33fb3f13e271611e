import { race } from '../setup/race.js';
import { raceTrack } from '../setup/race-track.js';

const REQUESTS = 30;
const ROUNDS = [1, 2, 3];

const track = raceTrack();
const { aStack, nextNumber, override, post, remove, rows } = track;

const numbered = (count: number, name: string) => Array.from({ length: count }, (_, n) => `${name}${n}`);
/** One success and a conflict for everybody else. */
const oneWinner = (status: number) => ({ [status]: 1, 409: REQUESTS - 1 });

describe.each(ROUNDS)('one winner, the others 409 (P1, lessons 1, 2 and 4), round %i', () => {
  it('creating the same stack', async () => {
    const name = `same${nextNumber()}`;
    const { statuses } = await race(REQUESTS, () => post('/stacks', { name }));
    expect(statuses).toEqual(oneWinner(201));
    expect(await rows('SELECT revision FROM stacks WHERE name = $1', name)).toEqual([{ revision: 1 }]);
  });

  it('creating the same instance', async () => {
    const { path } = await aStack();
    const body = { instance_id: 'db', template: track.template.name };
    expect((await race(REQUESTS, () => post(path, body))).statuses).toEqual(oneWinner(201));
    expect((await track.test.http.get(path)).body).toHaveLength(1);
  });

  it('renaming 30 instances to one name', async () => {
    const names = numbered(REQUESTS, 'i');
    const { path } = await aStack(...names);
    const before = (await track.test.http.get(path)).body.map(({ id }: { id: number }) => id);
    const outcome = await race(REQUESTS, (n) => post(`${path}/${names[n]}/rename`, { instance_id: 'wanted' }));
    expect(outcome.statuses).toEqual(oneWinner(200));
    const after: { id: number; instance_id: string }[] = (await track.test.http.get(path)).body;
    expect(after.map(({ id }) => id)).toEqual(before);
    const { references_rewritten, ...winner } = outcome.winners[0]?.body ?? {};
    expect(references_rewritten).toBe(0);
    expect(after.filter(({ instance_id }) => !names.includes(instance_id))).toMatchObject([winner]);
  });

  it('renaming 30 stacks to one name', async () => {
    const all: string[] = [];
    for (let n = 0; n < REQUESTS; n += 1) all.push((await aStack('db')).name);
    const name = `wanted${nextNumber()}`;
    const outcome = await race(REQUESTS, (n) => post(`/stacks/${all[n]}/rename`, { name }));
    expect(outcome.statuses).toEqual(oneWinner(200));
    const left = await rows<{ name: string }>('SELECT name FROM stacks WHERE name = ANY ($1)', all);
    expect(left).toHaveLength(REQUESTS - 1);
  });

  it('two names for one container, in two stacks', async () => {
    const { name, path } = await aStack();
    await post('/stacks', { name: `${name}-b` }).expect(201);
    const bodies = [`/stacks/${name}-b/instances c`, `${path} b-c`].map((text) => text.split(' '));
    const outcome = await race(REQUESTS, (n) => {
      const [to = '', instance_id] = bodies[n % 2] ?? [];
      return post(to, { instance_id, template: track.template.name });
    });
    expect(outcome.statuses).toEqual(oneWinner(201));
  });

  it('duplicating to the same explicit name', async () => {
    const { path } = await aStack('db');
    const override_count = await override(`${path}/db`);
    const outcome = await race(REQUESTS, () => post(`${path}/db/duplicate`, { instance_id: 'copy' }));
    expect(outcome.statuses).toEqual(oneWinner(201));
    expect((await track.test.http.get(`${path}/copy`)).body).toMatchObject({ override_count });
  });

  it('cloning a stack to one name', async () => {
    const { name, path } = await aStack('db', 'cache');
    const override_count = await override(`${path}/db`);
    const outcome = await race(REQUESTS, () => post(`/stacks/${name}/clone`, { name: `${name}-clone` }));
    expect(outcome.statuses).toEqual(oneWinner(201));
    expect((await track.test.http.get(`/stacks/${name}-clone`)).body).toMatchObject({
      instance_count: 2,
      override_count,
    });
  });

  it('restoring the same instance', async () => {
    const { path } = await aStack('db');
    const override_count = await override(`${path}/db`);
    await remove(`${path}/db`).expect(204);
    expect((await race(REQUESTS, () => post(`${path}/trash/db/restore`))).statuses).toEqual(oneWinner(200));
    expect((await track.test.http.get(`${path}/db`)).body).toMatchObject({ override_count });
  });

  it('restoring 30 instances that had one name, one after the other in the trash', async () => {
    const { path } = await aStack();
    for (let n = 0; n < REQUESTS; n += 1) {
      await post(path, { instance_id: 'db', template: track.template.name }).expect(201);
      await remove(`${path}/db`).expect(204);
    }
    const ids: { id: number }[] = (await track.test.http.get(`${path}/trash`)).body;
    const outcome = await race(REQUESTS, (n) => post(`${path}/trash/db/restore?id=${ids[n]?.id}`));
    expect(outcome.statuses).toEqual(oneWinner(200));
    expect((await track.test.http.get(`${path}/trash`)).body).toHaveLength(REQUESTS - 1);
  });

  it('restoring the same stack', async () => {
    const { name } = await aStack('db', 'cache');
    await remove(`/stacks/${name}`).expect(204);
    expect((await race(REQUESTS, () => post(`/stacks/trash/${name}/restore`))).statuses).toEqual(oneWinner(200));
    expect((await track.test.http.get(`/stacks/${name}`)).body).toMatchObject({ instance_count: 2 });
  });

  it('deleting the same stack: the others find nothing', async () => {
    const { name } = await aStack('db');
    expect((await race(REQUESTS, () => remove(`/stacks/${name}`))).statuses).toEqual({ 204: 1, 404: REQUESTS - 1 });
  });
});

describe.each(ROUNDS)('both want what the other has (lessons 4), round %i', () => {
  it('two stacks swapping names: both names are taken all the time, so everybody loses', async () => {
    const [one, two] = [(await aStack('db')).name, (await aStack('db')).name];
    const swap = (n: number) =>
      n % 2 ? post(`/stacks/${one}/rename`, { name: two }) : post(`/stacks/${two}/rename`, { name: one });
    expect((await race(REQUESTS, swap)).statuses).toEqual({ 409: REQUESTS });
  });

  it('two instances swapping names', async () => {
    const { path } = await aStack('one', 'two');
    const swap = (n: number) =>
      n % 2 ? post(`${path}/one/rename`, { instance_id: 'two' }) : post(`${path}/two/rename`, { instance_id: 'one' });
    expect((await race(REQUESTS, swap)).statuses).toEqual({ 409: REQUESTS });
  });

  it.each(['instance', 'stack'])(
    'purging and restoring one %s: either is gone or is live, for everybody',
    async (kind) => {
      const { name, path } = await aStack('db');
      await override(`${path}/db`);
      await remove(kind === 'stack' ? `/stacks/${name}` : `${path}/db`).expect(204);
      const trashed = kind === 'stack' ? `/stacks/trash/${name}` : `${path}/trash/db`;
      const { statuses } = await race(REQUESTS, (n) => (n % 2 ? remove(trashed) : post(`${trashed}/restore`)));
      expect([oneWinner(200), { 204: 1, 404: REQUESTS - 1 }]).toContainEqual(statuses);
      const live = (await track.test.http.get(kind === 'stack' ? `/stacks/${name}` : `${path}/db`)).status === 200;
      expect(live).toBe(200 in statuses);
    },
  );
});
