import type { Container, Probe } from 'kubernetes-types/core/v1.js';
import type { HealthcheckSpec } from '../../facets/healthcheck.js';
import { execForm } from '../../facets/values.js';
import { secondsOf } from '../../compose-file/option-values.js';
import { type Expressed, loss } from '../loss.js';
import type { ResolvedInstance } from '../resolved.js';
import { readKey, readMap, unreadKeys } from './options.js';
import { escapeReferences } from './references.js';

export const PROBE_KEYS = ['healthcheck'];

type Probes = Pick<Container, 'startupProbe' | 'readinessProbe' | 'livenessProbe'>;

const PARENT = '/options/healthcheck';
const START_INTERVAL = 'start_interval';
/** What Docker takes where it is told 0. */
const DEFAULT_RETRIES = 3;

/**
 * The healthcheck as probes: an unhealthy container gets no traffic and is restarted. Failures within the start period
 * do not count, which is a startup probe that allows for that many more of them.
 */
export function probes({ healthcheck, options }: ResolvedInstance): Expressed<Probes> {
  const given = readMap(options, 'healthcheck');
  const interval = readKey(given.value, START_INTERVAL, secondsOf, PARENT);
  const command = healthcheck && probeCommand(healthcheck.test);
  const is_used = command && healthcheck.start_period_seconds > 0;
  const unread = unreadKeys(given.value, new Set(is_used ? [START_INTERVAL] : []), PARENT);
  const losses = [...given.losses, ...(is_used ? interval.losses : []), ...unread];
  if (!healthcheck || command === null) return { value: {}, losses };
  if (command === undefined) {
    const message = 'says CMD or CMD-SHELL and no command; left out';
    return { value: {}, losses: [...losses, loss('healthcheck-without-command', '/healthcheck', message)] };
  }
  return { value: allProbes(healthcheck, command, interval.value), losses };
}

function allProbes(spec: HealthcheckSpec, command: string[], start_interval: number | undefined): Probes {
  const retries = spec.retries === 0 ? DEFAULT_RETRIES : spec.retries;
  const probe = (periodSeconds: number, failureThreshold: number): Probe => ({
    exec: { command: command.map(escapeReferences) },
    ...{ periodSeconds, timeoutSeconds: spec.timeout_seconds, failureThreshold },
  });
  const always = () => probe(spec.interval_seconds, retries);
  if (spec.start_period_seconds === 0) return { readinessProbe: always(), livenessProbe: always() };
  const period = Math.max(1, start_interval ?? spec.interval_seconds);
  const allowed = Math.ceil(spec.start_period_seconds / period) + retries;
  return { startupProbe: probe(period, allowed), readinessProbe: always(), livenessProbe: always() };
}

/** What is run, null where nothing is, undefined where the text does not say what. */
function probeCommand(test: string): string[] | null | undefined {
  const [word, ...rest] = execForm(test) ?? ['CMD-SHELL', test];
  if (word === 'NONE') return null;
  if (rest.length === 0) return undefined;
  return word === 'CMD-SHELL' ? ['/bin/sh', '-c', ...rest] : rest;
}
