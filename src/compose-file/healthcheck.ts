import { isObject } from '../common/fields.js';
import { healthcheck, HealthcheckSpec, isSwitchedOff } from '../facets/healthcheck.js';
import { parseCommandText } from './command.js';
import { parseDuration } from './duration.js';
import { parseItem } from './items.js';
import { below, isAbsent, joined, type Parsed, type PartlyParsed, warning } from './parsed.js';
import { scalarText } from './scalars.js';

const KEPT_KEYS = ['test', 'interval', 'timeout', 'retries', 'start_period', 'disable'];
const DAY = 86_400;
const MAX_RETRIES = 1000;
const FIRST_WORDS = /^\["(CMD|CMD-SHELL|NONE)"/;

/** Without a timeout Compose waits this long; its other defaults are those of `HealthcheckSpec`. */
const DEFAULT_TIMEOUT = 30;

/** Where nothing is asked, it does not matter how often. */
const NOTHING_ASKED: Parsed<Partial<HealthcheckSpec>> = { value: {}, warnings: [] };

/**
 * The healthcheck. Numbers that are missing get the defaults that Compose has. Options without a column and a check
 * without a test stay options.
 */
export function parseHealthcheck(value: unknown, where: string): PartlyParsed<HealthcheckSpec | null> {
  if (isAbsent(value)) return { value: null, warnings: [] };
  if (!isObject(value)) return { value: null, warnings: [warning('shape-invalid', where, 'must be a map; left out')] };
  const test = parseTest(value, below(where, 'test'));
  if (test.value === '') {
    const message = "changes the image's own check without a test; kept as an option";
    return { value: null, warnings: [warning('healthcheck-without-test', where, message)], kept: value };
  }
  if (test.value === undefined) return { value: null, warnings: test.warnings };
  const numbers = isSwitchedOff({ test: test.value }) ? NOTHING_ASKED : parseNumbers(value, where);
  const item = parseItem(healthcheck.spec, { test: test.value, ...numbers.value }, where);
  const others = Object.entries(value).filter(([key, option]) => !KEPT_KEYS.includes(key) && !isAbsent(option));
  const kept = others.map(([key]) =>
    warning('healthcheck-option-kept', below(where, key), `${key} has no field of its own; kept as an option`),
  );
  return {
    value: item.value ?? null,
    warnings: [...test.warnings, ...numbers.warnings, ...item.warnings, ...kept],
    ...(others.length > 0 && { kept: Object.fromEntries(others) }),
  };
}

function parseTest(value: Record<string, unknown>, where: string): Parsed<string | undefined> {
  if (scalarText(value.disable) === 'true') return { value: '["NONE"]', warnings: [] };
  if (isAbsent(value.test)) return { value: '', warnings: [] };
  const test = parseCommandText(value.test, where, ['CMD-SHELL']);
  if (!Array.isArray(value.test) || test.value === '' || test.value === undefined || FIRST_WORDS.test(test.value))
    return test;
  const message = 'must start with CMD, CMD-SHELL or NONE; the healthcheck is left out';
  return { value: undefined, warnings: [...test.warnings, warning('healthcheck-invalid', where, message)] };
}

function parseNumbers(value: Record<string, unknown>, where: string): Parsed<Partial<HealthcheckSpec>> {
  const defaults = new HealthcheckSpec();
  const text = scalarText(value.retries) ?? '';
  const retries = /^\d{1,4}$/.test(text) && Number(text) <= MAX_RETRIES ? Number(text) : undefined;
  const numbers = [
    parseSeconds(value.interval, below(where, 'interval'), 1, defaults.interval_seconds),
    parseSeconds(value.timeout, below(where, 'timeout'), 1, DEFAULT_TIMEOUT),
    parseSeconds(value.start_period, below(where, 'start_period'), 0, defaults.start_period_seconds),
  ];
  const [interval_seconds, timeout_seconds, start_period_seconds] = numbers.map(({ value: seconds }) => seconds);
  const message = `must be a number up to ${MAX_RETRIES}; ${defaults.retries} is taken`;
  const refused = retries === undefined && !isAbsent(value.retries);
  return {
    value: { interval_seconds, timeout_seconds, start_period_seconds, retries: retries ?? defaults.retries },
    warnings: [
      ...joined(numbers).warnings,
      ...(refused ? [warning('retries-invalid', below(where, 'retries'), message)] : []),
    ],
  };
}

function parseSeconds(value: unknown, where: string, min: number, fallback: number): Parsed<number> {
  if (isAbsent(value)) return { value: fallback, warnings: [] };
  const duration = parseDuration(value);
  if (!duration || duration.seconds < min || duration.seconds > DAY) {
    const message = `must be a duration from ${min}s to 24h; ${fallback}s is taken`;
    return { value: fallback, warnings: [warning('duration-invalid', where, message)] };
  }
  const rounded = warning('duration-rounded', where, `is rounded up to ${duration.seconds}s`);
  return { value: duration.seconds, warnings: duration.exact ? [] : [rounded] };
}
