import { aTemplate, ONE_OF_EACH } from '../setup/factories.js';
import { race } from '../setup/race.js';
import { raceTrack } from '../setup/race-track.js';

const REQUESTS = 30;
const ROUNDS = [1, 2, 3];

const track = raceTrack();
const { aStack, post, put, remove, rows } = track;

const numbered = (count: number, name: string) => Array.from({ length: count }, (_, n) => `${name}${n}`);

describe.each(ROUNDS)('the ground moves (P4, lessons 9), round %i', (round) => {
  it('creating instances while their stack is deleted leaves none behind', async () => {
    const { name, path } = await aStack('first');
    const outcome = await race(REQUESTS, (n) =>
      n === round * 7 ? remove(`/stacks/${name}`) : post(path, { instance_id: `i${n}`, template: track.template.name }),
    );
    const { 204: deleted, 201: created = 0, 404: late = 0, ...others } = outcome.statuses;
    expect({ deleted, answered: created + late, others }).toEqual({ deleted: 1, answered: REQUESTS - 1, others: {} });
    const restored = await post(`/stacks/trash/${name}/restore`).expect(200);
    expect(restored.body).toMatchObject({ instance_count: created + 1 });
  });

  it('restoring, deleting and overriding instances while their stack is deleted leaves none behind', async () => {
    const { name, path } = await aStack(...numbered(10, 'i'), ...numbered(10, 't'));
    for (const trashed of numbered(10, 't')) await remove(`${path}/${trashed}`).expect(204);
    const outcome = await race(REQUESTS, (n) => {
      const nth = Math.floor(n / 3);
      if (n === 5 + round) return remove(`/stacks/${name}`);
      if (n % 3 === 0) return post(`${path}/trash/t${nth}/restore`);
      return n % 3 === 1 ? remove(`${path}/i${nth}`) : put(`${path}/i${nth}/ports`, { ports: [ONE_OF_EACH.ports] });
    });
    const { 204: deleted = 0, 200: written = 0, 404: late = 0 } = outcome.statuses;
    expect(deleted + written + late).toBe(REQUESTS);
    expect((await track.test.http.get(`/stacks/${name}`)).status).toBe(404);
  });

  it('renaming a stack while its instances are renamed, created and copied keeps every container name right', async () => {
    const { name, path } = await aStack(...numbered(10, 'i'));
    const outcome = await race(REQUESTS, (n) => {
      const to = n % 2 ? path : `/stacks/${name}-new/instances`;
      if (n % 10 === round) return post(`/stacks/${name}/rename`, { name: `${name}-new` });
      if (n % 10 === 5) return post(`/stacks/${name}-new/rename`, { name });
      if (n % 3 === 0) return post(`${to}/i${n % 10}/rename`, { instance_id: `r${n}` });
      return n % 3 === 1
        ? post(to, { instance_id: `c${n}`, template: track.template.name })
        : post(`${to}/i${n % 10}/duplicate`);
    });
    const { 200: changed = 0, 201: created = 0, 404: missed = 0 } = outcome.statuses;
    expect(changed + created + missed).toBe(REQUESTS);
    const count = await rows(
      'SELECT FROM service_instances JOIN stacks ON stack_id = stacks.id WHERE name LIKE $1',
      `${name}%`,
    );
    expect(count).toHaveLength(10 + created);
  });

  it.each(['by the API', 'by SQL'])(
    'deleting a template %s while instances of it are created: one side wins',
    async (how) => {
      const { name: unused } = await aTemplate(track.test.dataSource, { name: `unused${round}${how.length}` });
      const { path } = await aStack();
      const deletion = () =>
        rows('DELETE FROM services WHERE name = $1', unused).then(
          () => true,
          (error: Error) =>
            /fk_service_instances_template_service_id/.test(error.message) ? false : Promise.reject(error),
        );
      let deleted: Promise<boolean> | undefined;
      const outcome = await race(REQUESTS, (n) => {
        if (n === round * 3 && how === 'by SQL') deleted = deletion();
        if (n === round * 3 && how === 'by the API') return remove(`/services/${unused}`);
        return post(path, { instance_id: `i${n}`, template: unused });
      });
      const { 201: created = 0, 404: missed = 0, 409: conflicts = 0, 204: gone = 0 } = outcome.statuses;
      const total = created + missed + conflicts + gone;
      const won = (await deleted) ?? gone === 1;
      expect({ total, created, conflicts }).toEqual({
        total: REQUESTS,
        created: won ? 0 : expect.any(Number),
        conflicts: deleted || won ? 0 : 1,
      });
      expect(await rows('SELECT FROM services WHERE name = $1', unused)).toHaveLength(won ? 0 : 1);
    },
  );
});
