import { below, warning } from '../../compose-file/parsed.js';
import type { ParsedService } from '../../compose-file/service.js';
import type { EnvVarSpec } from '../../facets/env-vars.js';
import { keysOf } from '../../facets/options.js';
import { referencesIn } from '../../references/text.js';
import { identityOf } from '../matching/identity.js';
import type { Loss } from '../report.js';
import { soundsSecret, tellsSecret } from '../../secret-detection/secret-names.js';
import { plainSecrets } from '../../secret-detection/plain-secrets.js';
import { holdsSecret } from '../../secret-detection/secret-values.js';

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
  if (value === null || is_secret === true || referencesIn(value).length > 0) return false;
  return holdsSecret(value) || tellsSecret(key, value) || (soundsSecret(key) && VARIABLE.test(value));
}

/** What was found out about secrets in a service: its variables that became secrets, and what cannot be sealed. Pure. */
export function secretWarnings(service: ParsedService, sealed: readonly string[]): Loss[] {
  if (!service.detected) return [];
  return [...sealed.map((where) => warning('secret-detected', where, SEALED)), ...plainWarnings(service)];
}

/** The places of a service that hold what looks like a secret and cannot be sealed. Pure, linear. */
export function plainWarnings({ key, template, places }: ParsedService): Loss[] {
  const at = (...path: (string | number)[]) => below('/services', key, ...path.map(String));
  const { command, healthcheck, labels, config_files } = template;
  const options = keysOf(template.options);
  const found = plainSecrets({ command, health_test: healthcheck?.test ?? null, labels, config_files, options });
  const told = {
    command: () => at('command'),
    health_test: () => at('healthcheck', 'test'),
    labels: (index: number) => places.labels?.[index] ?? at('labels', labels[index]?.key ?? ''),
    config_files: (index: number) => places.config_files?.[index] ?? at('configs'),
  };
  return found
    .slice(0, MAX_PLACES)
    .map(({ part, path }) => (part === 'options' ? at(...path) : told[part](Number(path[0]))))
    .map((where) => warning('secret-detected', where, PLAIN));
}
