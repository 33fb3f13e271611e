import { canonicalJson } from '../../common/canonical-json.js';
import { joinedService, NO_NETWORK, renderedOption } from '../../compose-file/rendered-option.js';
import type { ParsedService } from '../../compose-file/service.js';
import { isSwitchedOff } from '../../facets/healthcheck.js';
import type { OptionSpec } from '../../facets/options.js';

/** Keys that the import itself understands. */
const UNDERSTOOD = ['networks', 'profiles'];

/** The options that a file gives a service. */
export function saidOptions({ template }: ParsedService): OptionSpec[] {
  return template.options.filter(({ key }) => !UNDERSTOOD.includes(key));
}

/**
 * The options that a service should have: those of its file. Of a file that this product rendered it is no difference that it
 * leaves out what it cannot say: that stays as it is now.
 */
export function wantedOptions(service: ParsedService, now: readonly OptionSpec[], rendered: boolean): OptionSpec[] {
  const said = saidOptions(service);
  const valueOf = (wanted: string) => said.find(({ key }) => key === wanted)?.value;
  const kept = now.filter(
    (option) => UNDERSTOOD.includes(option.key) || (rendered && isSaid(option, valueOf(option.key), service)),
  );
  const keys = new Set(kept.map(({ key }) => key));
  return [...said.filter(({ key }) => !keys.has(key)), ...kept];
}

/** Whether a render of the option would come to this value. */
function isSaid(option: OptionSpec, value: unknown, { template }: ParsedService): boolean {
  if (option.key === 'network_mode' && joinedService(option.value) !== undefined && value === NO_NETWORK) return true;
  if (value === undefined && isOverruled(option, template)) return true;
  return canonicalJson(renderedOption(option)) === canonicalJson(value);
}

/** What a setting or another facet says in the place of an option is all that a file has of it. */
function isOverruled({ key }: OptionSpec, { command, user_spec, healthcheck }: ParsedService['template']): boolean {
  if (key === 'healthcheck') return healthcheck === null || isSwitchedOff(healthcheck);
  return (key === 'command' && command !== null) || (key === 'user' && user_spec !== null);
}
