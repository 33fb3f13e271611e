import { TextField, type TextRule } from '../common/fields.js';
import { commandRule } from '../facets/values.js';
import type { KeyShare } from '../facets/facet.js';

/** The single values that an instance may override; null follows the template. */
export interface Settings {
  image_name: string | null;
  image_tag: string | null;
  command: string | null;
  restart_policy: string | null;
  user_spec: string | null;
}

/** The same of a template, which some of them cannot be left out of. */
export interface TemplateSettings extends Settings {
  image_name: string;
  image_tag: string;
  restart_policy: string;
}

export const SETTING_NAMES = ['image_name', 'image_tag', 'command', 'restart_policy', 'user_spec'] as const;

/** The keys of a Compose service that settings are read from. */
export const SETTING_KEYS: Readonly<Record<string, KeyShare>> = {
  image: 'whole',
  command: 'part',
  restart: 'whole',
  user: 'part',
};

/** One value per setting, computed by the same function. */
export function perSetting<Value>(compute: (name: (typeof SETTING_NAMES)[number]) => Value) {
  return {
    image_name: compute('image_name'),
    image_tag: compute('image_tag'),
    command: compute('command'),
    restart_policy: compute('restart_policy'),
    user_spec: compute('user_spec'),
  };
}

/** The same condition on templates and instances. */
export const RESTART_POLICY_CHECK = "restart_policy ~ '^(no|always|unless-stopped|on-failure(:[0-9]{1,4})?)$'";

export const restartPolicyRule: TextRule = {
  allowed: 'no, always, unless-stopped, on-failure or on-failure:<tries>',
  test: (value) => /^(no|always|unless-stopped|on-failure(:[0-9]{1,4})?)$/.test(value),
};

const IMAGE_HOST = '[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?(:[0-9]+)?';
const IMAGE_PART = '[a-z0-9]+([._-]+[a-z0-9]+)*';
/** A port can only follow a registry, that is, stand before a slash; anywhere else a colon starts a tag. */
const IMAGE_NAME = new RegExp(`^(${IMAGE_HOST}/)?${IMAGE_PART}(/${IMAGE_PART})*$`);

export const imageNameRule: TextRule = {
  allowed: 'an image name such as postgres or quay.io/keycloak/keycloak, without a tag',
  test: (value) => IMAGE_NAME.test(value),
  suggest: splitImage,
};

/** The name and the tag of an image that was written in one piece. */
function splitImage(value: string): string | undefined {
  const digest = value.indexOf('@');
  const end = digest < 0 ? value.length : digest;
  const colon = value.lastIndexOf(':', end);
  const at = colon > value.lastIndexOf('/') ? colon : digest;
  const [name, tag] = [value.slice(0, at), value.slice(at + 1)];
  return at > 0 && IMAGE_NAME.test(name) && imageTagRule.test(tag)
    ? `image_name ${name} and image_tag ${tag}`
    : undefined;
}

export const imageTagRule: TextRule = {
  allowed: 'a tag such as 17.2, a digest such as sha256:…, or tag@sha256:…',
  test: (value) => /^(\w[\w.-]{0,127}(@sha256:[0-9a-f]{64})?|sha256:[0-9a-f]{64})$/.test(value),
};

/** The settings of an instance in a request: what is left out stays as it is, null follows the template. */
export class SettingsInput implements Partial<Settings> {
  @TextField({
    description: 'Image without tag.',
    min: 1,
    max: 256,
    rule: imageNameRule,
    optional: true,
    nullable: true,
    example: 'postgres',
  })
  image_name?: string | null;

  @TextField({
    description: 'Tag or digest of the image.',
    min: 1,
    max: 128,
    rule: imageTagRule,
    optional: true,
    nullable: true,
    example: '16.6',
  })
  image_tag?: string | null;

  @TextField({
    description: 'Command line (shell form), or a JSON array of strings (exec form).',
    min: 1,
    max: 8192,
    rule: commandRule,
    optional: true,
    nullable: true,
    example: '["postgres","-c","max_connections=50"]',
  })
  command?: string | null;

  @TextField({
    description: 'Restart policy.',
    max: 32,
    rule: restartPolicyRule,
    optional: true,
    nullable: true,
    example: 'always',
  })
  restart_policy?: string | null;

  @TextField({
    description: 'User, optionally with group, that the container runs as.',
    min: 1,
    max: 64,
    optional: true,
    nullable: true,
    example: '1000:1000',
  })
  user_spec?: string | null;
}
