import { WHOLE_KEYS } from '../compose-file/service-keys.js';
import { parse } from '../common/parse.js';
import { HOMES } from './option-keys.js';
import { OptionSpec } from './options.js';

const refusal = (key: string) => {
  try {
    parse(OptionSpec, { key, value: 1 });
    return 'taken';
  } catch (error) {
    return String(error);
  }
};

it('a key has a home where a setting or another facet holds all of it, and only there', () => {
  expect([...HOMES.keys()].toSorted()).toEqual([...WHOLE_KEYS].toSorted());
});

it.each(['shm_size', 'deploy', 'x-anything', 'x-__proto__', 'healthcheck', 'gpus'])('%s is taken', (key) => {
  expect(refusal(key)).toBe('taken');
});

it.each([
  ['shm_sise', 'try shm_size'],
  ['enviroment', 'try environment'],
  ['environment', 'try env_vars'],
  ['image', 'try image_name and image_tag'],
  ['x-', 'one that starts with x-'],
  ['constructor', 'one that starts with x-'],
  ['Shm_size', 'try shm_size'],
])('%s is refused: %s', (key, said) => {
  expect(refusal(key)).toContain(said);
});
