import { below, warning } from '../compose-file/parsed.js';
import type { DependencyDefinition } from '../model/template-definition.js';
import { type LinkTarget, whyUnfit } from '../references/links.js';
import type { Loss } from './report.js';
import type { StoredInstance } from './stored-stack.query.js';

/** The bindings that an instance should have, where they differ from those that it has; and what of them is left out. */
export interface LinksPlan {
  links?: Record<string, string>;
  losses: Loss[];
}

/** An instance of a file, as far as its links go. */
interface Linked {
  name: string;
  links?: Record<string, string>;
}

/**
 * What has to be done for the links of an instance to be bound as the file has it. A link that the template has not, and an
 * instance that is not there or does not provide what is needed, are left out. Pure.
 * @param targets the instances that the stack will have, by name
 */
export function planLinks(
  { name, links = {} }: Linked,
  where: string,
  needs: readonly DependencyDefinition[],
  stored: StoredInstance | undefined,
  targets: ReadonlyMap<string, LinkTarget>,
): LinksPlan {
  const losses: Loss[] = [];
  const wanted = Object.entries(links).filter(([link, target]) => {
    const need = needs.find((each) => each.link === link);
    const unfit = need ? whyUnfit(name, need.service, targets.get(target)) : 'has a link that its template has not';
    if (unfit !== undefined) losses.push(warning('link-dropped', below(where, link), `${target} ${unfit}; left out`));
    return unfit === undefined;
  });
  const bindings = stored?.bindings ?? [];
  const now = new Map(bindings.map(({ link, instance_id, is_live }) => [link, is_live ? instance_id : null]));
  const same = wanted.length === now.size && wanted.every(([link, target]) => now.get(link) === target);
  return { ...(!same && { links: Object.fromEntries(wanted) }), losses };
}
