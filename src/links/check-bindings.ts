import { type FieldError, InvalidInput, NotFound, suggesting } from '../common/errors.js';
import { nearest } from '../common/nearest.js';
import type { DependencyDefinition } from '../model/template-definition.js';
import { type LinkTarget, type ResolvedLink, whyUnfit } from '../references/links.js';

type Link = Pick<ResolvedLink<DependencyDefinition>, 'link' | 'service' | 'candidates'>;

/** A binding as it was given: where it stands, the link, and the name of the instance that is meant. */
export interface GivenBinding {
  pointer: string;
  link: string;
  instance_id: string;
}

/** Checked bindings, each with its target; InvalidInput names every link and every target that will not do, and what would. */
export function checkBindings<Target extends LinkTarget>(
  own: string,
  given: readonly GivenBinding[],
  links: readonly Link[],
  targets: ReadonlyMap<string, Target>,
): { link: string; target: Target }[] {
  const known = new Map(links.map((link) => [link.link, link]));
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  const checked = given.flatMap(({ pointer, link: name, instance_id }) => {
    const link = known.get(name);
    const target = targets.get(instance_id);
    const refuse = (key: string, reason: string, value: string) => {
      errors.push({ pointer: `${pointer}/${key}`, reason, given: JSON.stringify(value) });
      return [];
    };
    if (!link) return refuse('link', unknownLink(name, [...known.keys()]), name);
    if (seen.has(name)) return refuse('link', 'is bound twice', name);
    seen.add(name);
    const unfit = whyUnfit(own, link.service, target);
    if (unfit !== undefined || !target) return refuse('instance_id', `${unfit}; ${candidatesOf(link)}`, instance_id);
    return [{ link: name, target }];
  });
  if (errors.length > 0) throw new InvalidInput(errors);
  return checked;
}

function unknownLink(name: string, links: readonly string[]): string {
  const [closest] = nearest(name, links);
  if (closest !== undefined) return `is no link of the template; did you mean ${closest}?`;
  return links.length === 0 ? 'is no link: the template needs nothing' : `is no link; there are ${links.join(', ')}`;
}

function candidatesOf({ service, candidates }: Link): string {
  return candidates.length === 0
    ? `no enabled instance here provides ${service}`
    : `${service} is provided by ${candidates.join(', ')}`;
}

/** The link of that name; NotFound names the nearest one. */
export function getLink<Found extends Link>(links: readonly Found[], name: string, instance: string): Found {
  const found = links.find(({ link }) => link === name);
  if (found) return found;
  const names = links.map(({ link }) => link);
  const error = new NotFound(`The template of instance "${instance}" has no link "${name}".`);
  throw suggesting(error, name, names);
}
