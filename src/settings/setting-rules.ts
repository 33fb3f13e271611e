import type { TextRule } from '../common/fields.js';

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
