const DOCKER_HUB = 'docker.io';
/** Other names of the same registry. */
const HUB_HOSTS = [DOCKER_HUB, 'index.docker.io', 'registry-1.docker.io', 'registry.hub.docker.com'];

/** A template as far as matching goes. */
export interface TemplateImage {
  name: string;
  image_name: string;
  /** Offered in the catalogue; what is not is found by its name alone. */
  enabled: boolean;
}

/** One spelling per image: registry and path written out, e.g. `docker.io/library/postgres`. The tag is no part of it. */
export function canonicalImage(image_name: string): string {
  const [first = '', ...rest] = image_name.split('/');
  const has_host = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  const host = has_host ? first.toLowerCase() : DOCKER_HUB;
  const path = has_host ? rest.join('/') : image_name;
  if (!HUB_HOSTS.includes(host)) return `${host}/${path}`;
  return `${DOCKER_HUB}/${path.includes('/') ? path : `library/${path}`}`;
}

/** Every way in which people write the image, so that an index can be asked for it. */
export function spellingsOf(image_name: string): string[] {
  const canonical = canonicalImage(image_name);
  if (!canonical.startsWith(`${DOCKER_HUB}/`)) return [...new Set([canonical, image_name])];
  const path = canonical.slice(DOCKER_HUB.length + 1);
  const paths = path.startsWith('library/') ? [path, path.slice('library/'.length)] : [path];
  return paths.flatMap((each) => [each, ...HUB_HOSTS.map((host) => `${host}/${each}`)]);
}

/**
 * The templates of the catalogue with this image, the best match first: the one that is called like the service, then
 * the others by name.
 */
export function matchImage(image_name: string, service: string, templates: readonly TemplateImage[]): string[] {
  const wanted = canonicalImage(image_name);
  return templates
    .filter((template) => template.enabled && canonicalImage(template.image_name) === wanted)
    .map(({ name }) => name)
    .toSorted((a, b) => Number(b === service) - Number(a === service) || (a < b ? -1 : 1));
}
