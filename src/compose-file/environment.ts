import type { EnvVarSpec } from '../facets/env-vars.js';
import { envVars } from '../facets/env-vars.js';
import { parseEntries } from './entries.js';
import { type ParsedItems, parseItems } from './items.js';
import { warning } from './parsed.js';

/** A name in `x-devarch.secrets` and where it stands. */
export interface SecretName {
  name: string;
  where: string;
}

/** The variables of a service; those that `secrets` names are marked, and a name that no variable has is a warning. */
export function parseEnvironment(value: unknown, where: string, secrets: SecretName[]): ParsedItems<EnvVarSpec> {
  const entries = parseEntries(value, where);
  const keys = new Set(entries.value.map(({ key }) => key));
  const names = new Set(secrets.map(({ name }) => name));
  const items = parseItems(
    envVars,
    entries.value.map(({ key, value: text, where: place }) => ({
      where: place,
      input: { key, value: text, is_secret: names.has(key) },
    })),
  );
  const unknown = secrets
    .filter(({ name }) => !keys.has(name))
    .map(({ name, where: place }) => warning('secret-unknown', place, `no variable is called "${name}"`));
  return { ...items, warnings: [...entries.warnings, ...items.warnings, ...unknown] };
}
