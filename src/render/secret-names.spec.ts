import type { Place } from '../references/scope.js';
import { nameSecrets } from './secret-names.js';

function names(...secrets: [instance_id: string, key: string][]): string[] {
  const all = secrets.map(([instance_id, key]): Place => ({ of: 'instance', instance_id, attribute: 'env', key }));
  const found = all.map(nameSecrets(all));
  expect(all.map(nameSecrets(all.toReversed()))).toEqual(found);
  return found;
}

it.each<[string, [string, string], string]>([
  ['capitals', ['db', 'POSTGRES_PASSWORD'], 'DB_POSTGRES_PASSWORD'],
  ['underscores for everything else', ['my-db', 'api.key/ä'], 'MY_DB_API_KEY__'],
  ['no digit in front', ['1st', 'KEY'], '_1ST_KEY'],
  ['nothing that Compose reads itself', ['compose', 'PROJECT_NAME'], '_COMPOSE_PROJECT_NAME'],
  ['nor Docker', ['docker', 'HOST'], '_DOCKER_HOST'],
])('%s', (_, secret, expected) => expect(names(secret)).toEqual([expected]));

it('names that meet are all told apart, and the others stay as they are', () => {
  const [first, second, other] = names(['a-b', 'C'], ['a', 'B_C'], ['a', 'C']);
  expect([first, second, other]).toEqual([
    expect.stringMatching(/^A_B_C_[0-9A-F]{8}$/),
    expect.stringMatching(/^A_B_C_[0-9A-F]{8}$/),
    'A_C',
  ]);
  expect(first).not.toBe(second);
});

it('a name that looks like one told apart is told apart itself', () => {
  const [first = ''] = names(['a', 'b'], ['a', 'B']);
  expect(new Set(names(['a', 'b'], ['a', 'B'], ['a', first.replace(/^A_/, '')])).size).toBe(3);
});
