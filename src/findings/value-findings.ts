import { byKey } from '../facets/merge.js';
import { freeName } from './dependency-findings.js';
import { claimants, type Elsewhere, type Finding, involved } from './finding.js';

/** A variable of an instance that is a secret and has none. */
export interface EmptySecret {
  instance_id: string;
  key: string;
}

/** Secrets that nobody has given a value: what is rendered asks for them. Pure. */
export function secretFindings(stack: string, secrets: readonly EmptySecret[]): Finding[] {
  return secrets.map(({ instance_id, key }) => ({
    kind: 'secret-without-value',
    severity: 'warning',
    subject: key,
    message: `${key} of ${instance_id} is a secret without a value.`,
    ...involved(stack, [instance_id]),
    suggestion: { text: `Set it with PATCH /stacks/${stack}/instances/${instance_id}/env-vars.`, request: null },
  }));
}

/** A named volume that an instance of the stack mounts. */
export interface VolumeClaim extends Elsewhere {
  instance_id: string;
  source: string;
  is_external: boolean;
  item_source: 'template' | 'override';
}

/**
 * Volumes that several instances mount under one name: external ones wherever they are, others within the stack where an
 * override names them. What a template names is `{instance}-{source}` and so each instance's own, unless an override names
 * just that. Pure.
 */
export function volumeFindings(stack: string, claims: readonly VolumeClaim[]): Finding[] {
  const groups = byKey({ key: (claim: VolumeClaim) => JSON.stringify([claim.is_external, volumeName(claim)]) }, claims);
  return [...groups.values()].flatMap((group): Finding[] => {
    const [first] = group;
    const named = group.some(({ is_external, item_source }) => is_external || item_source === 'override');
    const own = [...new Set(group.map(({ instance_id }) => instance_id))];
    if (!first || !named || own.length + first.elsewhere_count < 2) return [];
    const subject = volumeName(first);
    const kind = first.is_external ? 'external volume' : 'volume';
    return [
      {
        kind: 'volume-shared',
        severity: 'info',
        subject,
        message: `The ${kind} ${subject} is shared by ${claimants(stack, own, first)}.`,
        ...involved(stack, own, first),
        suggestion: { text: 'Keep it if they are meant to share data; otherwise name another volume.', request: null },
      },
    ];
  });
}

function volumeName({ is_external, item_source, instance_id, source }: VolumeClaim): string {
  return is_external || item_source === 'override' ? source : `${instance_id}-${source}`;
}

/** Trashed instances of the stack, of one name, and the live instance that has their container name now. */
export interface BlockedRestore {
  instance_id: string;
  container_name: string;
  trashed: number;
  held_by_stack: string;
  held_by: string;
}

/** Container names that a trashed instance would need again; live ones cannot collide. Pure. */
export function restoreFindings(
  stack: string,
  blocked: readonly BlockedRestore[],
  names: readonly string[],
): Finding[] {
  return blocked.map(({ instance_id, container_name, trashed, held_by_stack, held_by }) => {
    const free = freeName(instance_id, [instance_id, ...names]);
    const path = `/stacks/${stack}/instances/trash/${instance_id}/restore`;
    const what =
      trashed === 1 ? `The trashed instance ${instance_id}` : `The ${trashed} trashed instances ${instance_id}`;
    return {
      kind: 'container-name-clash',
      severity: 'info',
      subject: container_name,
      message: `${what} cannot be restored under that name: ${held_by_stack}/${held_by} has the container name ${container_name}.`,
      ...{ instances: [{ stack: held_by_stack, instance_id: held_by }], instance_count: 1 },
      suggestion: {
        text: `Restore it as ${free}, or purge it.`,
        request: { method: 'POST', path, body: { instance_id: free } },
      },
    };
  });
}
