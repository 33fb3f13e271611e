import { asList, asMap, asText, pairs } from './plain.js';
import { fact, type ServiceFact, type Surroundings } from './service-fact.js';
import { seconds } from './text.js';

export function readDependencies(value: unknown, key: string, { rename }: Surroundings): ServiceFact[] {
  const entries = Array.isArray(value)
    ? value.map((name, index): [string, unknown, number] => [asText(name), {}, index])
    : pairs(value);
  return entries.flatMap(([name, item, place]) => {
    const { condition = 'service_started', required = true, restart = false } = asMap(item);
    const target = rename(name);
    return [
      fact([key, target], condition, place),
      ...(required === true ? [] : [{ path: [key, target, 'required'], value: false, at: [key, place, 'required'] }]),
      ...(restart === false ? [] : [{ path: [key, target, 'restart'], value: true, at: [key, place, 'restart'] }]),
    ];
  });
}

/** What Docker takes where a check says nothing of it. */
const HEALTH_DEFAULTS = { interval: '30s', timeout: '30s', retries: 3, start_period: '0s', start_interval: '5s' };

export function readHealthcheck(value: unknown, key: string): ServiceFact[] {
  const { test, disable, ...numbers } = asMap(value);
  const line = typeof test === 'string' ? ['CMD-SHELL', test] : asList(test).map(asText);
  if (disable === true || line[0] === 'NONE') return [fact([key, 'test'], ['NONE'], 'test')];
  const given = Object.entries(line.length === 0 ? numbers : { ...HEALTH_DEFAULTS, ...numbers });
  return [
    ...(line.length === 0 ? [] : [fact([key, 'test'], line, 'test')]),
    ...given.map(([name, item]) => {
      const number = name === 'retries' ? Number(item) || HEALTH_DEFAULTS.retries : seconds(asText(item));
      return fact([key, name], number ?? asText(item), name);
    }),
  ];
}
