import { isObject } from '../../common/fields.js';
import { below, warning } from '../../compose-file/parsed.js';
import type { ParsedService } from '../../compose-file/service.js';
import type { EnvVarSpec } from '../../facets/env-vars.js';
import { identityOf } from '../matching/identity.js';
import type { Loss } from '../report.js';
import { mayBeSecret, soundsSecret } from './secret-names.js';
import { commandHoldsSecret, fileHoldsSecret, holdsSecret } from './secret-values.js';

/** As many places of one service are named. */
const MAX_PLACES = 100;
const SEALED = 'looks like a secret and is sealed as one; with detect_secrets=false it stays in the clear';
const PLAIN = 'looks like it holds a secret, which cannot be sealed there; a variable can';

/** A variable alone is as secret as its name: what it stands for is not here. */
const VARIABLE = /^\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*(?::?\?[^{}]*)?\})$/;

/** The services as they are read: what looks like a secret is marked, unless that is not wanted, or this product rendered them. */
export function readSecrets(services: readonly ParsedService[], detect: boolean): ParsedService[] {
  return services.map((service) => (detect && !identityOf(service).rendered ? markSecrets(service) : service));
}

/** A service whose variables are marked as secrets where their names or values look like it. Pure, linear. */
export function markSecrets(service: ParsedService): ParsedService {
  const found = service.template.env_vars.filter(isDetected).map(({ key }) => key);
  const detected = new Set(found);
  const env_vars = service.template.env_vars.map((variable) =>
    detected.has(variable.key) ? { ...variable, is_secret: true } : variable,
  );
  return { ...service, template: { ...service.template, env_vars }, detected };
}

function isDetected({ key, value, is_secret }: EnvVarSpec): boolean {
  if (value === null || is_secret === true) return false;
  return holdsSecret(value) || (soundsSecret(key) && (VARIABLE.test(value) || mayBeSecret(key, value)));
}

/** What was found out about secrets in a service: its variables that became secrets, and what cannot be sealed. Pure. */
export function secretWarnings(
  service: ParsedService,
  sealed: readonly string[],
  extra: Record<string, unknown>,
): Loss[] {
  if (!service.detected) return [];
  return [...sealed.map((where) => warning('secret-detected', where, SEALED)), ...plainSecrets(service, extra)];
}

/** The places of a service that hold what looks like a secret and cannot be sealed. Pure, linear. */
export function plainSecrets({ key, template, places }: ParsedService, extra: Record<string, unknown>): Loss[] {
  const at = (...path: string[]) => below('/services', key, ...path);
  const { command, healthcheck, labels, config_files } = template;
  const found = [
    ...(command !== null && commandHoldsSecret(command) ? [at('command')] : []),
    ...(healthcheck && commandHoldsSecret(healthcheck.test) ? [at('healthcheck', 'test')] : []),
    ...labels.flatMap((label, index) =>
      isTold(label.key, label.value) ? [places.labels?.[index] ?? at('labels', label.key)] : [],
    ),
    ...config_files.flatMap(({ content }, index) =>
      fileHoldsSecret(content) ? [places.config_files?.[index] ?? at('configs')] : [],
    ),
    ...Object.entries(extra).flatMap(([name, value]) => placesIn(name, value, at(name))),
  ];
  return found.slice(0, MAX_PLACES).map((where) => warning('secret-detected', where, PLAIN));
}

/** Places below a key of Compose: what it is called, and what it holds. */
function placesIn(name: string, value: unknown, where: string): string[] {
  if (typeof value === 'string') return isTold(name, value) || commandHoldsSecret(value) ? [where] : [];
  if (Array.isArray(value)) return value.flatMap((item, index) => placesIn('', item, below(where, index)));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => placesIn(key, item, below(where, key)));
}

function isTold(name: string, value: string): boolean {
  return holdsSecret(value) || (soundsSecret(name) && mayBeSecret(name, value));
}
