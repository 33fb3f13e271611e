import { isObject } from '../../common/fields.js';
import { execForm } from '../../facets/values.js';
import { isAbsent } from '../../compose-file/parsed.js';
import { type Expressed, loss } from '../loss.js';
import type { ResolvedInstance } from '../resolved.js';
import { escapeDollars } from '../dollars.js';
import { durationText } from '../duration-text.js';
import { isReadable } from './interpolation.js';
import * as shape from './shapes.js';

const OPTIONS = shape.record({
  interval: shape.duration,
  timeout: shape.duration,
  retries: shape.count,
  start_period: shape.duration,
});

/** The healthcheck, and what `options` adds to it; an option that swarm's schema lacks is lost, e.g. `start_interval`. */
export function swarmHealthcheck({ healthcheck, options }: ResolvedInstance): Expressed<object | undefined> {
  const given = options.healthcheck;
  const kept = isAbsent(given) ? { value: {}, lost: [] } : readOptions(given);
  const rendered = healthcheck && {
    test: execForm(healthcheck.test)?.map(escapeDollars) ?? escapeDollars(healthcheck.test),
    interval: durationText(healthcheck.interval_seconds),
    timeout: durationText(healthcheck.timeout_seconds),
    retries: healthcheck.retries,
    start_period: durationText(healthcheck.start_period_seconds),
  };
  const value = { ...(isObject(kept.value) && kept.value), ...rendered };
  const losses = kept.lost.map((where) => loss('option-unsupported', where, 'is no option of a healthcheck in swarm'));
  return { value: Object.keys(value).length > 0 ? value : undefined, losses };
}

function readOptions(given: unknown): shape.Kept {
  const where = '/options/healthcheck';
  return isReadable(given) ? OPTIONS(given, where) : { value: undefined, lost: [where] };
}
