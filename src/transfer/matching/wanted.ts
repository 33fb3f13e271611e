import { below, warning } from '../../compose-file/parsed.js';
import type { ParsedService } from '../../compose-file/service.js';
import { type HealthcheckSpec, isSwitchedOff } from '../../facets/healthcheck.js';
import type { OwnSettings } from '../../settings/removed-settings.js';
import type { TemplateDefinition } from '../../model/template-definition.js';
import type { Loss } from '../report.js';
import type { Items } from './current-items.js';
import { wantedOptions } from './options.js';
import { profileLosses } from './profiles.js';
import { wantedFiles } from './files.js';
import { leftToTemplate } from './generated.js';
import { type Identity, withoutOwnNames } from './identity.js';
import { setSecrets, wantedVariables } from './secrets.js';
import { wantedSettings } from './settings.js';
import type { MountsNow } from './mounts-now.js';
import { type SharedVolumes, wantedVolumes } from './volumes.js';

export interface Wanted {
  settings: Required<OwnSettings>;
  items: Items;
  losses: Loss[];
  /** Places of variables that became secrets by their looks. */
  detected: string[];
}

/** A service of a file, the template that it becomes an instance of, and what is in effect before the import. */
export interface Matched {
  service: ParsedService;
  identity: Identity;
  template: TemplateDefinition;
  /** Of the instance, where it is there; otherwise of the template. */
  now: Items;
  /** What the instance mounts, where it is there. */
  mounted: MountsNow | undefined;
  /** Whether a service of the file waits for the health of this one. */
  is_awaited: boolean;
  /** Whether the instance is still to be made. */
  is_new: boolean;
  /** Names of the variables that the request gives a value. */
  given: ReadonlySet<string>;
}

/** What should be in effect of a service as an instance of its template, and what of it cannot be. Pure. */
export function wantedOf(matched: Matched, shared: SharedVolumes): Wanted {
  const { service, identity, template, now, mounted, is_new, given } = matched;
  const { key, template: said } = service;
  const settings = wantedSettings(service, template);
  const known = new Map([...template.env_vars, ...now.env_vars].map((variable) => [variable.key, variable]));
  const set = is_new ? undefined : setSecrets(now.env_vars);
  const read = wantedVariables(service, known, set, given);
  const variables = leftToTemplate(read, said.env_vars, template.env_vars, known);
  const mounts = wantedVolumes(said.name, said.volumes, template.volumes, shared, mounted);
  const files = wantedFiles(said.config_files, [...now.config_files, ...template.config_files]);
  const items = {
    ports: said.ports,
    volumes: mounts.volumes,
    env_vars: variables.variables,
    labels: said.labels,
    domains: saysDomains(matched) ? said.domains : now.domains,
    healthcheck: wantedCheck(matched),
    config_files: files,
    options: wantedOptions(service, now.options, identity.rendered),
  };
  const losses = [
    ...withoutOwnNames(service, identity).filter(({ where }) => !variables.understood.has(where)),
    ...[...mounts.renamed].map(([index, name]) => renamedVolume(key, index, name)),
    ...variables.losses,
    ...(is_new ? variables.kept.map(secretOfTemplate) : []),
    ...profileLosses(service),
  ];
  return { settings, items, losses, detected: variables.detected };
}

/** Compose has no key for domains: a file from elsewhere says nothing of them, and one of this product says all. */
function saysDomains({ service: { keys, template }, identity }: Matched): boolean {
  return identity.rendered || template.domains.length > 0 || Object.hasOwn(Object(keys['x-devarch']), 'domains');
}

/**
 * A check that stays switched off stays as it is: a file says nothing more of it. Where the file has none and waits for the
 * service's health all the same, the image must have one, and the template's does.
 */
function wantedCheck({ service, template, now, is_awaited }: Matched): HealthcheckSpec[] {
  const { healthcheck: said } = service.template;
  const [there] = now.healthcheck;
  if (said && there && isSwitchedOff(said) && isSwitchedOff(there)) return [there];
  const wanted = said ?? (is_awaited ? template.healthcheck : null);
  return wanted ? [wanted] : [];
}

function secretOfTemplate(where: string): Loss {
  const message = 'refers to a value that is not here; the secret of the template stays in effect';
  return warning('secret-inherited', where, message);
}

function renamedVolume(key: string, index: number, name: string): Loss {
  const message = `is shared, and the template's own volume has this name; the shared one is called ${name}`;
  return warning('volume-renamed', below('/services', key, 'volumes', index), message);
}
