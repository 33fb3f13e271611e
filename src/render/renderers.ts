import { composeRenderer } from './compose/compose.js';
import { kubernetesRenderer } from './kubernetes/kubernetes.js';
import type { Renderer } from './resolved.js';
import { swarmRenderer } from './swarm/swarm.js';

/** Every target that a stack renders to. */
export const RENDERERS = {
  compose: composeRenderer,
  swarm: swarmRenderer,
  kubernetes: kubernetesRenderer,
} as const satisfies Record<string, Renderer>;

export type Target = keyof typeof RENDERERS;

export const TARGETS = Object.keys(RENDERERS) as Target[];

/** The renderer of a target that has been checked to be one; Compose is meant where none is named. */
export function rendererOf(target: string | undefined): Renderer {
  return RENDERERS[TARGETS.find((known) => known === target) ?? 'compose'];
}
