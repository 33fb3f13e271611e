import { warning } from '../../compose-file/parsed.js';
import type { TemplateEnvVarSpec } from '../../facets/env-vars.js';
import { MASK } from '../../facets/sealing.js';
import type { KnownVariable, WantedVariables } from './secrets.js';

const MADE = 'is a secret whose value is not here; the template has a fresh one made';
const NOT_MADE = 'is to be generated, which its template does not do; it has no value now';

/** The variables of a template, and what had to be said of them. */
interface TemplateVariables extends Omit<WantedVariables, 'variables'> {
  variables: TemplateEnvVarSpec[];
}

/**
 * The variables as a template should have them: what the file generates has no value, and what the template generates stays
 * so where the file has none. Pure.
 * @param said as the file has them
 * @param stored as the template has them, where it is there
 */
export function withRecipes(
  wanted: WantedVariables,
  said: readonly TemplateEnvVarSpec[],
  stored: readonly TemplateEnvVarSpec[] = [],
): TemplateVariables {
  const [of_file, of_template] = [recipesOf(said), recipesOf(stored)];
  const settled = new Set<string>();
  const variables = wanted.variables.map((variable): TemplateEnvVarSpec => {
    const { key, value } = variable;
    const generate = of_file.get(key) ?? (value === null ? of_template.get(key) : undefined);
    if (generate === undefined) return variable;
    settled.add(wanted.empty.get(key) ?? '');
    return { key, value: null, is_secret: true, generate };
  });
  return { ...wanted, variables, losses: wanted.losses.filter(({ where }) => !settled.has(where)) };
}

/**
 * The variables as an instance should have them: what its template generates is made for a new one where the file gives no
 * value, and stays as it is in one that is there. Pure.
 * @param known what is in effect of the instance, or of the template of a new one
 */
export function leftToTemplate(
  wanted: WantedVariables,
  said: readonly TemplateEnvVarSpec[],
  template: readonly TemplateEnvVarSpec[],
  known: ReadonlyMap<string, KnownVariable>,
): WantedVariables {
  const [of_file, of_template] = [recipesOf(said), recipesOf(template)];
  const losses = new Map(wanted.losses.map((loss) => [loss.where, loss]));
  const variables = wanted.variables.map((variable) => {
    const { key, value } = variable;
    const place = wanted.empty.get(key);
    if (value !== null || (place === undefined && !of_file.has(key))) return variable;
    const now = known.get(key);
    if (now?.is_secret === true && now.value !== null) return { ...now };
    const where = place ?? wanted.places.get(key) ?? '';
    const made = of_template.has(key);
    losses.set(
      where,
      made ? warning('secret-generated', where, MADE) : warning('secret-without-value', where, NOT_MADE),
    );
    return made ? { ...variable, value: MASK } : variable;
  });
  return { ...wanted, variables, losses: [...losses.values()] };
}

function recipesOf(variables: readonly TemplateEnvVarSpec[]): Map<string, string> {
  return new Map(variables.flatMap(({ key, generate }) => (typeof generate === 'string' ? [[key, generate]] : [])));
}
