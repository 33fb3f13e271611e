import type { ParsedService } from '../../compose-file/service.js';
import { isAbsent } from '../../compose-file/parsed.js';
import { canonicalImage, matchImage, type TemplateImage } from '../image-match.js';
import { originalOf } from '../image-stand-ins.js';
import type { MatchedBy } from '../report.js';
import type { Identity } from './identity.js';
import { privateNames } from './private-template.js';

/** Which template a service of a file becomes an instance of, and how it was found. */
export interface Choice {
  template: string;
  matched_by: MatchedBy;
  alternatives: string[];
  /** Whether it is a private one that is still to be made. */
  is_new: boolean;
}

/** What choosing looks at. */
export interface Known {
  stack: string;
  templates: readonly TemplateImage[];
  /** The template of each instance that the stack has already, by the instance's name. */
  instances: ReadonlyMap<string, string>;
}

/**
 * The template of each service, in their order: that of the instance which is there; the one that a rendered file names; one
 * of the catalogue with the same image, unless the service is built; its private one that is there; one of the catalogue
 * whose image this one may stand for; a new private one. Undefined where none of the names for a private one is free. Pure.
 */
export function chooseTemplates(
  services: readonly { service: ParsedService; identity: Identity }[],
  known: Known,
): (Choice | undefined)[] {
  const taken = new Set(known.templates.map(({ name }) => name));
  const found = { byName: new Map(known.templates.map((it) => [it.name, it])), byImage: byImage(known.templates) };
  return services.map(({ service, identity }) => {
    const choice = findTemplate(service, identity, known, found) ?? makeTemplate(service, known.stack, taken);
    if (choice?.is_new) taken.add(choice.template);
    return choice;
  });
}

function findTemplate(
  { keys, template: { name, image_name } }: ParsedService,
  identity: Identity,
  { stack, instances }: Known,
  { byName, byImage: templates }: Found,
): Choice | undefined {
  const found = (template: string, matched_by: MatchedBy, alternatives: string[] = []): Choice => {
    return { template, matched_by, alternatives, is_new: false };
  };
  const present = instances.get(name);
  if (present !== undefined) return found(present, 'instance');
  const labelled = identity.rendered ? byName.get(identity.template ?? '') : undefined;
  if (labelled) return found(labelled.name, 'label');
  const same = templates.get(canonicalImage(image_name)) ?? [];
  const [best, ...others] = isAbsent(keys.build) ? matchImage(image_name, name, same) : [];
  if (best !== undefined) return found(best, 'image', others);
  const named = new Set(same.map((template) => template.name));
  const own = privateNames(stack, name).find((candidate) => named.has(candidate));
  if (own !== undefined) return found(own, 'private');
  const original = isAbsent(keys.build) ? originalOf(image_name) : undefined;
  if (original === undefined) return undefined;
  const [closest, ...further] = matchImage(original, name, templates.get(original) ?? []);
  return closest === undefined ? undefined : found(closest, 'image', further);
}

/** The templates that there are, to be found by name and by image. */
interface Found {
  byName: ReadonlyMap<string, TemplateImage>;
  byImage: ReadonlyMap<string, TemplateImage[]>;
}

function byImage(templates: readonly TemplateImage[]): Map<string, TemplateImage[]> {
  const groups = new Map<string, TemplateImage[]>();
  for (const template of templates) {
    const image = canonicalImage(template.image_name);
    const known = groups.get(image);
    if (known) known.push(template);
    else groups.set(image, [template]);
  }
  return groups;
}

function makeTemplate({ template: { name } }: ParsedService, stack: string, taken: ReadonlySet<string>) {
  const free = privateNames(stack, name).find((candidate) => !taken.has(candidate));
  if (free === undefined) return undefined;
  return { template: free, matched_by: 'private', alternatives: [], is_new: true } satisfies Choice;
}
