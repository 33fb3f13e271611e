import { jest } from '@jest/globals';
import { Ending, Stopped } from './ending.js';

const DEADLINE_MS = 60_000;

/** An ending that ends no process; what it would end it with, and what it says. */
function ending() {
  const said: string[] = [];
  const exited = new Promise<unknown>((resolve) => {
    jest.spyOn(process, 'exit').mockImplementation((code) => {
      resolve(code);
      return undefined as never;
    });
  });
  const closed: string[] = [];
  const closing = (name: string, error?: Error) => async () => {
    closed.push(name);
    if (error) throw error;
  };
  return { ending: new Ending(DEADLINE_MS, (reason) => void said.push(String(reason))), exited, said, closed, closing };
}

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] }); // a deadline would end this process
});

afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
  for (const signal of ['SIGINT', 'SIGTERM']) process.removeAllListeners(signal);
});

it('closes what was opened, the latest first, and ends well', async () => {
  const { ending: end, exited, closed, closing } = ending();
  await end.adopt(closing('database'));
  await end.adopt(closing('server'));
  end.done();
  process.emit('SIGTERM');
  expect([await exited, closed]).toEqual([0, ['server', 'database']]);
});

it('closes the rest where something cannot be closed, says why, and ends with 1', async () => {
  const { ending: end, exited, said, closed, closing } = ending();
  await end.adopt(closing('database'));
  await end.adopt(closing('server', new Error('a connection hangs')));
  end.done();
  process.emit('SIGTERM');
  expect([await exited, closed]).toEqual([1, ['server', 'database']]);
  expect(said).toEqual(['Error: a connection hangs']);
});

it('throws why the start failed, whatever goes wrong in closing', async () => {
  const { ending: end, said, closing } = ending();
  await end.adopt(closing('database', new Error('it is gone')));
  await expect(end.failed(new Error('PORT is in use'))).rejects.toThrow('PORT is in use');
  expect(said).toHaveLength(1);
});

it('stops a start that is under way', async () => {
  const { ending: end, closed, closing } = ending();
  process.emit('SIGINT');
  await expect(end.adopt(closing('database'))).rejects.toThrow(Stopped);
  expect(closed).toEqual(['database']);
});
