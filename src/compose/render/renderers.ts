import { composeRenderer } from './compose/compose.js';
import { kubernetesRenderer } from './kubernetes/kubernetes.js';
import type { Renderer } from './resolved.js';
import { swarmRenderer } from './swarm/swarm.js';

/** Every target that a stack renders to; the first one is meant where none is named. */
export const RENDERERS: readonly [Renderer, ...Renderer[]] = [composeRenderer, swarmRenderer, kubernetesRenderer];

export const TARGETS = RENDERERS.map(({ target }) => target);

/** The renderer of a target that has been checked to be one. */
export function rendererOf(target: string | undefined): Renderer {
  return RENDERERS.find((renderer) => renderer.target === target) ?? RENDERERS[0];
}
