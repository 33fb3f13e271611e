import { below, warning } from '../compose-file/parsed.js';
import type { DependencyDefinition } from '../model/template-definition.js';
import { type Binding, type LinkTarget, whyUnfit } from '../references/links.js';
import type { Loss } from './report.js';

/** To which instances the links of an instance should be bound, by the names of both; and what of them is left out. */
export interface LinksPlan {
  links: Record<string, string>;
  losses: Loss[];
}

/** An instance of a file, as far as its links go. */
interface Linked {
  name: string;
  links?: Record<string, string>;
}

/**
 * The links of an instance as the file has them. A link that the template has not, and an instance that is not there or does
 * not provide what is needed, are left out. Pure.
 * @param targets the instances that the stack will have, by name
 */
export function planLinks(
  { name, links = {} }: Linked,
  where: string,
  needs: readonly DependencyDefinition[],
  targets: ReadonlyMap<string, LinkTarget>,
): LinksPlan {
  const losses: Loss[] = [];
  const wanted = Object.entries(links).filter(([link, target]) => {
    const need = needs.find((each) => each.link === link);
    const unfit = need ? whyUnfit(name, need.service, targets.get(target)) : 'has a link that its template has not';
    if (unfit !== undefined) losses.push(warning('link-dropped', below(where, link), `${target} ${unfit}; left out`));
    return unfit === undefined;
  });
  return { links: Object.fromEntries(wanted), losses };
}

/** To what the links of an instance are bound that is there. */
export function liveBindings(bindings: readonly Binding[]): Record<string, string> {
  const live = bindings.filter(({ is_live }) => is_live);
  return Object.fromEntries(live.map(({ link, instance_id }) => [link, instance_id]));
}
