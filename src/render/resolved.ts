import type { ConfigFileSpec } from '../facets/config-files.js';
import type { InSteps } from '../common/in-steps.js';
import type { Presentation } from './presentation.js';
import type { FacetMap, FacetValues } from '../facets/facets.js';
import type { Place } from '../references/scope.js';
import type { SettingMap } from '../settings/settings.js';
import type { KeyedMount } from '../model/volumes-made.js';
import type { DependencyCondition } from '../model/template-definition.js';

/** A stack as a renderer sees it: merged, named and resolved, so that nothing is left to look up. */
export interface ResolvedStack {
  id: number;
  name: string;
  network_name: string;
  /** The enabled instances, in order of creation. */
  instances: ResolvedInstance[];
  /** Where each secret is kept that their texts refer to, by the name under which they do. */
  secrets: ReadonlyMap<string, Place>;
}

/** Facets whose items have names that are unique in the stack, or another form; the others are as they are in effect. */
interface NamedFacets {
  volumes: ResolvedVolume[];
  env_vars: ResolvedEnvVar[];
  /** Identity labels included, in the order of keys. */
  labels: Record<string, string>;
  /** By their keys. */
  options: Record<string, unknown>;
  config_files: ResolvedConfigFile[];
}

export interface ResolvedInstance extends Omit<FacetValues, keyof NamedFacets>, NamedFacets {
  id: number;
  instance_id: string;
  template_name: string;
  container_name: string;
  /** `name:tag`, or `name@sha256:…` where the tag is a digest. */
  image: string;
  /** Shell form as text, exec form as a list, null for the image's own. */
  command: string | string[] | null;
  user: string | null;
  restart: string;
  /** Instances of the same stack, by name. */
  depends_on: { instance_id: string; condition: DependencyCondition; required: boolean }[];
}

/** The volume's key in the file where it is a named one: the instance's own, or what an override names literally. */
export type ResolvedVolume = KeyedMount;

/**
 * A value (null passes the variable on), or a secret by the name under which a render refers to it. Texts of an instance may
 * hold marks: see `marks.ts`.
 */
export interface ResolvedEnvVar {
  key: string;
  value: string | null;
  /** Name of the variable that stands for the secret value, unique in the stack; null where the value is shown. */
  secret: string | null;
  /** How a template has it made for each of its instances, where it does. */
  generate?: string;
}

/** A config file; one that holds a secret says so, whether that is revealed or stands there by its name. */
export type ResolvedConfigFile = ConfigFileSpec & { is_secret?: boolean };

/** What a target cannot express. Never repeats a value. */
export interface Loss {
  instance_id: string;
  /** JSON pointer into the instance's effective config, e.g. `/ports/0`; an option stands there by its key. */
  where: string;
  /** Kebab-case name of the matter, e.g. `host-ip-dropped`. */
  code: string;
  message: string;
}

/** A loss as one line for people. */
export function lossInWords({ instance_id, where, message }: Loss): string {
  return `${instance_id} ${where}: ${message}`;
}

export interface Rendered {
  /** One plain value per YAML document. */
  documents: object[];
  losses: Loss[];
}

/** Where a resolved instance has what each setting says. */
export const RESOLVED_SETTINGS: SettingMap<keyof ResolvedInstance> = {
  image_name: 'image',
  image_tag: 'image',
  command: 'command',
  restart_policy: 'restart',
  user_spec: 'user',
};

/** What a target does with a setting or with the items of a facet: renders it, or leaves it out for the reason given. */
export type Handling = 'rendered' | { left_out: string };

/** A target: a pure function from a resolved stack to documents. The same stack gives the same documents. */
export interface Renderer {
  target: string;
  presentation: Presentation;
  settings: SettingMap<Handling>;
  facets: FacetMap<Handling>;
  render(stack: ResolvedStack): Rendered;
  /** The same in steps of about one instance. */
  renderInSteps(stack: ResolvedStack): InSteps<Rendered>;
}
