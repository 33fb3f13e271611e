import { InvalidInput } from '../common/errors.js';
import { parseService } from './service.js';

it.each([null, 'x', [], 1, {}, { build: null }])('refuses %j', (service) => {
  expect(() => parseService('db', service)).toThrow(InvalidInput);
});

it('survives every kind of nonsense in every key', () => {
  const nonsense = [
    null,
    true,
    0,
    -1.5,
    'text',
    '${',
    '[',
    [],
    {},
    [[]],
    [{}],
    [null],
    { a: null },
    { a: [{}] },
    { test: [[]] },
  ];
  const keys = [
    'command',
    'user',
    'restart',
    'ports',
    'volumes',
    'tmpfs',
    'environment',
    'labels',
    'healthcheck',
    'configs',
    'depends_on',
    'container_name',
    'x-devarch',
    'build',
    'env_file',
  ];
  for (const key of keys)
    for (const value of nonsense)
      expect(parseService('db', { image: 'a', [key]: value }).template.image_name).toBe('a');
});
