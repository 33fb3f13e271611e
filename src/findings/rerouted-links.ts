import type { DependencyDefinition } from '../model/template-definition.js';
import type { Binding, ResolvedLink } from '../references/links.js';
import { type Finding, involved, type Suggestion } from './finding.js';

interface Linked {
  instance_id: string;
  bindings: readonly Binding[];
  dependencies: readonly ResolvedLink<DependencyDefinition>[];
}

/** Links of an instance that are bound to what is in the trash or not enabled, and lead elsewhere or nowhere meanwhile. Pure. */
export function reroutedLinks(stack: string, { instance_id, bindings, dependencies }: Linked): Finding[] {
  const bound = new Map(bindings.map((binding) => [binding.link, binding]));
  return dependencies.flatMap(({ link, by, resolved_to }): Finding[] => {
    const binding = bound.get(link);
    if (!binding || by === 'bound') return [];
    const why = binding.is_live ? 'is not enabled' : 'is in the trash';
    const now = resolved_to === null ? 'nowhere' : `to ${resolved_to}`;
    const others = [binding.is_live ? [binding.instance_id] : [], resolved_to ?? []].flat();
    return [
      {
        ...{ kind: 'link-rerouted', severity: 'warning', subject: link },
        message: `${instance_id} has its link ${link} bound to ${binding.instance_id}, which ${why}; meanwhile it leads ${now}.`,
        suggestion: suggestionFor(stack, instance_id, binding),
        ...involved(stack, [instance_id, ...others]),
      },
    ];
  });
}

function suggestionFor(stack: string, own: string, { link, instance_id, is_live }: Binding): Suggestion {
  const target = `/stacks/${stack}/instances/${instance_id}`;
  if (is_live)
    return {
      text: `Enable ${stack}/${instance_id}, or bind the link to another one.`,
      request: { method: 'PUT', path: target, body: { enabled: true } },
    };
  const rebind = `PUT /stacks/${stack}/instances/${own}/links/${link}`;
  return { text: `Restore ${instance_id} from the trash, or bind the link to another one (${rebind}).`, request: null };
}
