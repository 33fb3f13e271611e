import type { TemplateEnvVarSpec } from '../facets/env-vars.js';
import { envVars } from '../facets/env-vars.js';
import { parseEntries } from './entries.js';
import { type ParsedItems, parseItems } from './items.js';
import { warning } from './parsed.js';

/** A name in `x-devarch.secrets` and where it stands. */
export interface SecretName {
  name: string;
  where: string;
}

/** A variable in `x-devarch.generate`, and how its value is made. */
export interface SecretRecipe extends SecretName {
  recipe: string;
}

/**
 * The variables of a service; those that `secrets` names are marked, and those that `generate` names have no value: what the file
 * has is for those who run it as it is. A name that no variable has is a warning.
 */
export function parseEnvironment(
  value: unknown,
  where: string,
  secrets: SecretName[],
  generate: SecretRecipe[] = [],
): ParsedItems<TemplateEnvVarSpec> {
  const entries = parseEntries(value, where);
  const keys = new Set(entries.value.map(({ key }) => key));
  const names = new Set(secrets.map(({ name }) => name));
  const recipes = new Map(generate.map(({ name, recipe }) => [name, recipe]));
  const inputOf = (key: string, text: string | null) =>
    recipes.has(key)
      ? { key, value: null, is_secret: true, generate: recipes.get(key) }
      : { key, value: text, is_secret: names.has(key) };
  const items = parseItems<TemplateEnvVarSpec>(
    envVars.of_template,
    entries.value.map(({ key, value: text, where: place }) => ({ where: place, input: inputOf(key, text) })),
  );
  const unknown = [...secrets, ...generate]
    .filter(({ name }) => !keys.has(name))
    .map(({ name, where: place }) => warning('secret-unknown', place, `no variable is called "${name}"`));
  return { ...items, warnings: [...entries.warnings, ...items.warnings, ...unknown] };
}
