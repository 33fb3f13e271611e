import { InvalidInput } from '../common/errors.js';
import { besideReferences } from '../references/referring.js';
import { SETTINGS } from '../settings/settings.js';
import { imageNameRule, imageTagRule } from '../settings/setting-rules.js';
import { hasVariable, maskVariables, unescapeDollars } from './interpolation.js';
import { below, isAbsent, type Parsed, warning } from './parsed.js';
import { scalarText } from './scalars.js';

export interface ImageParts {
  image_name: string;
  image_tag: string;
}

const DEFAULT_TAG = SETTINGS.image_tag.default;

/**
 * The image of a service. One that is only built gets the service's name for an image, as Compose does it too.
 * InvalidInput where there is neither an image nor a build, naming what stands in their place.
 */
export function parseImage(
  service: Readonly<Record<string, unknown>>,
  service_name: string,
  where: string,
): Parsed<ImageParts> {
  const text = scalarText(service.image);
  if (text !== undefined && text.trim() !== '') return checked(splitImage(text.trim()), `${where}/image`);
  if (!isAbsent(service.image)) throw InvalidInput.field(`${where}/image`, 'must be an image such as redis:7');
  if (isAbsent(service.build)) throw withoutImage(service, where);
  return { value: { image_name: service_name, image_tag: DEFAULT_TAG }, warnings: [] };
}

/** What a service has instead of an image, and why that is no use here. */
const IN_PLACE = new Map([
  ['extends', 'leads to another file, which is not here: give it in files, or give the service an image'],
  ['provider', 'lets a program of its own run the service, and nothing that an instance could be made of'],
]);

function withoutImage(service: Readonly<Record<string, unknown>>, where: string): InvalidInput {
  const key = [...IN_PLACE.keys()].find((name) => !isAbsent(service[name]));
  const reason = IN_PLACE.get(key ?? '') ?? 'must have an image (or at least a build)';
  return InvalidInput.field(key === undefined ? where : below(where, key), reason);
}

/** Name and tag. The port of a registry is no tag; a digest goes into the tag: `sha256:…` or `7@sha256:…`. */
export function splitImage(reference: string): ImageParts {
  const at = tagStart(reference);
  const image_name = reference.slice(0, at);
  return { image_name, image_tag: at === reference.length ? DEFAULT_TAG : reference.slice(at + 1) };
}

/** The place of the sign that begins the tag, or the digest where there is no tag; the end where there is neither. */
export function tagStart(reference: string): number {
  const masked = maskVariables(reference);
  const at = masked.indexOf('@');
  const end = at < 0 ? masked.length : at;
  const colon = masked.lastIndexOf(':', end - 1);
  return colon > masked.lastIndexOf('/', end - 1) ? colon : end;
}

/** The inverse of `splitImage`: what Docker is asked to pull. */
export function imageReference(name: string, tag: string): string {
  return /^[\w.+-]+:/.test(tag) ? `${name}@${tag}` : `${name}:${tag}`;
}

/** What a variable in a tag will be is not known where there is no stack, so that the tag is the one that no tag means. */
function checked({ image_name, image_tag }: ImageParts, where: string): Parsed<ImageParts> {
  if (hasVariable(image_tag)) {
    const message = `has a variable in its tag, which is not filled in; ${DEFAULT_TAG} is taken`;
    return { value: { image_name, image_tag: DEFAULT_TAG }, warnings: [warning('image-tag-unknown', where, message)] };
  }
  const { value: tag, warnings } = unescapeDollars(image_tag, where);
  const value = { image_name, image_tag: tag };
  if (warnings.length > 0 || hasVariable(image_name)) return { value, warnings };
  if (imageNameRule.test(image_name) && besideReferences(imageTagRule).test(tag)) return { value, warnings };
  return { value, warnings: [warning('image-invalid', where, 'is no image that Docker could pull; kept as it is')] };
}
