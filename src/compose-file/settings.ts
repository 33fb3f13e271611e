import { restartPolicyRule } from '../settings/setting-rules.js';
import { type SettingName, SETTINGS, SettingsInput } from '../settings/settings.js';
import { unescapeDollars } from './interpolation.js';
import { parseItem } from './items.js';
import { isAbsent, type PartlyParsed, type Parsed, warning } from './parsed.js';
import { scalarText } from './scalars.js';

const DEFAULT_RESTART_POLICY = SETTINGS.restart_policy.default;

/** One setting, checked by the rule that holds for it everywhere; a refused one stays an option as `raw`. */
export function parseSetting(
  name: SettingName,
  text: string,
  raw: unknown,
  where: string,
): PartlyParsed<string | null> {
  const { value, warnings } = parseItem(SettingsInput, { [name]: text }, where);
  return value ? { value: text, warnings: [] } : { value: null, warnings, kept: raw };
}

/** `user`, a name or a number, with or without a group. */
export function parseUser(value: unknown, where: string): PartlyParsed<string | null> {
  if (isAbsent(value)) return { value: null, warnings: [] };
  const text = scalarText(value);
  if (text === undefined)
    return { value: null, warnings: [warning('shape-invalid', where, 'must be a single value')], kept: value };
  const user = unescapeDollars(text, where);
  const { warnings, ...setting } = parseSetting('user_spec', user.value, value, where);
  return { ...setting, warnings: [...warnings, ...user.warnings] };
}

/** The restart policy. Missing means `no`, as in Compose, so that a job that ends is not started again for ever. */
export function parseRestart(value: unknown, where: string): Parsed<string> {
  const policy = value === false || isAbsent(value) ? 'no' : (scalarText(value) ?? '');
  if (restartPolicyRule.test(policy)) return { value: policy, warnings: [] };
  const message = `must be ${restartPolicyRule.allowed}; ${DEFAULT_RESTART_POLICY} is taken`;
  return { value: DEFAULT_RESTART_POLICY, warnings: [warning('restart-invalid', where, message)] };
}
