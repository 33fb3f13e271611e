import { spawnSync } from 'node:child_process';

/** Everything that the tests look at is logged by one process: starting one is what takes time. */
const PROGRAM = `
import { createLogger } from ${JSON.stringify(new URL('./logger.ts', import.meta.url).href)};
const info = createLogger('info');
info.log('Ready.', 'Main');
info.warn('two\\nlines', 'Main');
for (const level of ['trace', 'error', 'silent'])
  for (const method of ['verbose', 'debug', 'log', 'warn', 'error', 'fatal']) createLogger(level)[method]('x', level);
info.log('Mapped', 'RouterExplorer');
createLogger('debug').log('Mapped', 'InstanceLoader');
info.error('Failed', 'Error: x\\n at y', 'Problem');
info.error('Failed', undefined, 'Problem');
`;

const flags = ['--import', '@swc-node/register/esm-register', '--input-type=module', '-e', PROGRAM];
const { stdout, stderr, status } = spawnSync(process.execPath, flags, { encoding: 'utf8' });
const lines = stderr.trim().split('\n');
const logged = (context: string): Record<string, unknown>[] =>
  lines.map((line) => JSON.parse(line)).filter((line) => line.context === context);

it('writes one JSON line per message to standard error, and nothing to standard output', () => {
  expect([stdout, status]).toEqual(['', 0]);
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(logged('Main')).toEqual([
    { level: 30, time, context: 'Main', msg: 'Ready.' },
    { level: 40, time, context: 'Main', msg: 'two\nlines' },
  ]);
});

it('has every level of Nest, and hides what is below the configured one', () => {
  const levels = (context: string) => logged(context).map(({ level }) => level);
  expect([levels('trace'), levels('error'), levels('silent')]).toEqual([[10, 20, 30, 40, 50, 60], [50, 60], []]);
});

it('Nest’s report of how it is put together is for debugging only', () => {
  expect(logged('RouterExplorer')).toEqual([]);
  expect(logged('InstanceLoader')).toMatchObject([{ msg: 'Mapped', level: 20 }]);
});

it('an error has its stack, and no stack where there is none (lessons 22: the cause is not lost)', () => {
  const [withStack, without] = logged('Problem');
  expect(withStack).toMatchObject({ level: 50, msg: 'Failed', stack: 'Error: x\n at y' });
  expect(without).toMatchObject({ level: 50, msg: 'Failed' });
  expect(without).not.toHaveProperty('stack');
});
