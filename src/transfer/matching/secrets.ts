import { below, warning } from '../../compose-file/parsed.js';
import { scalarText } from '../../compose-file/scalars.js';
import type { ParsedService } from '../../compose-file/service.js';
import type { EnvVarSpec } from '../../facets/env-vars.js';
import { isOnlyReference, referencesIn } from '../../references/text.js';
import { referenceText } from '../../references/reference.js';
import { MASK } from '../../facets/sealing.js';
import type { Loss } from '../report.js';

/** `${NAME}` or `$NAME`, also with what to say where it is missing, and nothing else. */
const REFERENCE = /^\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*(?::?\?[^{}]*)?\})$/;

const KEPT = 'depends on a variable that is not known here; the secret that is there stays';

/** A variable as it is in effect now; a secret's value is masked, or null where it has none. */
export type KnownVariable = EnvVarSpec & { fingerprint?: string | null };

export interface WantedVariables {
  variables: KnownVariable[];
  losses: Loss[];
  /** Places of references that are understood, so that nothing of them is lost. */
  understood: Set<string>;
  /** Those of them that keep the value which is there. */
  kept: string[];
  /** Places of variables that became secrets by their looks. */
  detected: string[];
  /** Where each variable stands in the file, and those of them that are secrets without a value. */
  places: ReadonlyMap<string, string>;
  empty: Map<string, string>;
}

/**
 * The variables of a service as an instance should have them. What is secret now stays secret; a variable that is not known
 * here, or a mask, keeps the secret that is there, and is one without a value where there is none. A reference takes its place,
 * but for a secret of the instance's own which no request says otherwise. What only looks like a secret, and
 * is there with the same value in the clear, stays so. Pure.
 * @param set keys of secrets that somebody gave a value: a text around a variable, or its default, never replaces one
 * @param given names of the variables that the request gives a value
 */
export function wantedVariables(
  service: ParsedService,
  known: ReadonlyMap<string, KnownVariable>,
  set: ReadonlySet<string> = new Set(),
  given: ReadonlySet<string> = new Set(),
): WantedVariables {
  const places = new Map(rawTexts(service).map((entry) => [entry.key, entry]));
  const wanted: WantedVariables = {
    ...{ variables: [], losses: [], understood: new Set(), kept: [], detected: [] },
    places: new Map([...places].map(([key, { where }]) => [key, where])),
    empty: new Map(),
  };
  for (const variable of service.template.env_vars) {
    const { text = '', where = '' } = places.get(variable.key) ?? {};
    addWanted(wanted, { service, variable, now: known.get(variable.key), text, where, set, given });
  }
  return wanted;
}

/** A variable of a service, as its file says it and as it is now. */
interface Said {
  service: ParsedService;
  variable: EnvVarSpec;
  now: KnownVariable | undefined;
  /** As it stands in the file. */
  text: string;
  where: string;
  set: ReadonlySet<string>;
  given: ReadonlySet<string>;
}

function addWanted(wanted: WantedVariables, said: Said): void {
  const { service, now, text, where, set } = said;
  const { key, value, is_secret } = said.variable;
  const is_detected = service.detected?.has(key) === true;
  const stays = is_detected && now?.is_secret === false && now.value === value;
  const secret = (is_secret === true && !stays) || now?.is_secret === true;
  if (secret && is_detected && now?.is_secret !== true) wanted.detected.push(where);
  const reference = referenceOf(said);
  if (reference === 'taken') {
    wanted.variables.push({ key, value, is_secret: secret && isOnlyReference(value ?? '') });
    return;
  }
  const open = set.has(key) && (isOpen(service, where) || reference === 'refused');
  const whole = REFERENCE.test(text) || reference === 'itself';
  if (!secret || !(open || whole || value === MASK)) {
    wanted.variables.push({ key, value, is_secret: secret });
    return;
  }
  wanted.understood.add(where);
  if (now?.is_secret === true && now.value !== null) {
    const { value: kept, fingerprint } = now;
    wanted.variables.push({ key, value: kept, is_secret: true, ...(fingerprint !== undefined && { fingerprint }) });
    if (open && !whole) wanted.losses.push(warning('secret-kept', where, KEPT));
    wanted.kept.push(where);
  } else if (is_detected && now && now.value !== null && value !== MASK) {
    wanted.variables.push({ key, value: now.value, is_secret: true });
  } else {
    wanted.variables.push({ key, value: null, is_secret: true });
    wanted.empty.set(key, where);
    wanted.losses.push(warning('secret-without-value', where, 'is a secret whose value is not here; it has none now'));
  }
}

/**
 * What becomes of a value that refers: it is taken, but for the secret that is meant itself, and for a secret of the instance's
 * own where no request gives what it refers to.
 */
function referenceOf({ service, variable: { key, value }, now, set, given }: Said) {
  const names = referencesIn(value ?? '').map(referenceText);
  if (names.length === 0) return 'none';
  if (isOnlyReference(value ?? '') && names[0] === `${service.template.name}.env.${key}`) return 'itself';
  const is_own = set.has(key) && now?.is_secret === true && now.value === MASK;
  return is_own && !names.some((name) => given.has(name)) ? 'refused' : 'taken';
}

/** Keys of the secrets that have a value. */
export function setSecrets(variables: readonly KnownVariable[]): Set<string> {
  return new Set(variables.filter((it) => it.is_secret === true && it.value !== null).map(({ key }) => key));
}

/** Whether a value is not known here, because a variable is in it or its default took the place of one. */
function isOpen({ warnings }: ParsedService, where: string): boolean {
  return warnings.some((it) => it.where === where && ['variable-filled-in', 'variable-unknown'].includes(it.code));
}

/** The values as they stand in the file, where `$$` is not yet a `$`. */
function rawTexts({ key, keys: { environment } }: ParsedService): { key: string; text: string; where: string }[] {
  const where = below('/services', key, 'environment');
  if (!Array.isArray(environment)) {
    const entries = Object.entries<unknown>(Object(environment));
    return entries.map(([name, value]) => ({ key: name, text: scalarText(value) ?? '', where: below(where, name) }));
  }
  return environment.map((item, index) => {
    const [, name = '', text = ''] = /^([^=]*)=?([^]*)$/.exec(scalarText(item) ?? '') ?? [];
    return { key: name, text, where: below(where, index) };
  });
}
