import { HealthcheckSpec } from '../facets/healthcheck.js';
import { parseHealthcheck } from './healthcheck.js';

const DEFAULTS = { interval_seconds: 30, timeout_seconds: 30, retries: 3, start_period_seconds: 0 };

function read(value: unknown) {
  const { value: item, warnings, kept } = parseHealthcheck(value, '/h');
  return { item, warnings: warnings.map(({ code, where }) => `${code} ${where}`), kept };
}

it.each([
  [{ test: 'curl -f http://localhost || exit 1' }, { test: 'curl -f http://localhost || exit 1' }],
  [{ test: ['CMD', 'pg_isready', '-U', 'a "b"'] }, { test: '["CMD","pg_isready","-U","a \\"b\\""]' }],
  [{ test: ['CMD-SHELL', 'x $$Y'] }, { test: '["CMD-SHELL","x $Y"]' }],
  [{ test: ['NONE'] }, { ...new HealthcheckSpec(), test: '["NONE"]' }],
  [
    { disable: true, test: 'x', interval: '1s' },
    { ...new HealthcheckSpec(), test: '["NONE"]' },
  ],
  [{ disable: false, test: 'x' }, { test: 'x' }],
  [
    { test: 'x', interval: '1m30s', timeout: 5, retries: 0, start_period: '1h' },
    { test: 'x', interval_seconds: 90, timeout_seconds: 5, retries: 0, start_period_seconds: 3600 },
  ],
  [
    { test: 'x', retries: '5' },
    { test: 'x', retries: 5 },
  ],
])('reads %j', (value, item) => {
  expect(read(value)).toEqual({ item: { ...DEFAULTS, ...item }, warnings: [], kept: undefined });
});

it.each([
  [{ test: 'x', interval: '500ms' }, { test: 'x', interval_seconds: 1 }, ['duration-rounded /h/interval']],
  [{ test: 'x', timeout: 'soon' }, { test: 'x' }, ['duration-invalid /h/timeout']],
  [{ test: 'x', interval: 0 }, { test: 'x' }, ['duration-invalid /h/interval']],
  [{ test: 'x', interval: '25h' }, { test: 'x' }, ['duration-invalid /h/interval']],
  [{ test: 'x', retries: 9999 }, { test: 'x' }, ['retries-invalid /h/retries']],
  [{ test: 'x', retries: 'many' }, { test: 'x' }, ['retries-invalid /h/retries']],
  [{ test: '["CMD","x"]' }, { test: '["CMD-SHELL","[\\"CMD\\",\\"x\\"]"]' }, ['shell-form-wrapped /h/test']],
  [{ test: 'x ${Y}' }, { test: 'x ${Y}' }, []],
])('reads %j with warnings', (value, item, warnings) => {
  expect(read(value)).toEqual({ item: { ...DEFAULTS, ...item }, warnings, kept: undefined });
});

it.each([
  ['x', ['shape-invalid /h']],
  [{ test: ['pg_isready'] }, ['healthcheck-invalid /h/test']],
  [{ test: { a: 1 } }, ['shape-invalid /h/test']],
  [{ test: 'x'.repeat(9000) }, ['item-invalid /h']],
])('leaves out what is no healthcheck', (value, warnings) => {
  expect(read(value)).toEqual({ item: null, warnings, kept: undefined });
});

it('keeps what has no field', () => {
  expect(read({ test: 'x', start_interval: '5s' })).toEqual({
    item: { ...DEFAULTS, test: 'x' },
    warnings: ['healthcheck-option-kept /h/start_interval'],
    kept: { start_interval: '5s' },
  });
});

it.each([{ interval: '5s' }, { test: '' }, { test: [] as string[] }])('keeps a check without a test: %j', (value) => {
  expect(read(value)).toEqual({ item: null, warnings: ['healthcheck-without-test /h'], kept: value });
});
