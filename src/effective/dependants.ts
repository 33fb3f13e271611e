import { instanceNotFound, type InstancePath } from '../model/lookup.js';
import type { Dependant, Dependants } from './dto/dependants-answers.js';
import type { EffectiveConfig } from './dto/effective-answers.js';
import type { StackText } from './stack-texts.js';

interface Step {
  text: StackText;
  through: string[];
}

/** Who refers to an instance of the stack, directly or through others, and whose links lead to it. Pure, linear. */
export function dependantsOf(
  path: InstancePath,
  instances: readonly Pick<EffectiveConfig, 'instance_id' | 'dependencies'>[],
  texts: readonly StackText[],
): Dependants {
  const { instance: instance_id } = path;
  if (!instances.some((own) => own.instance_id === instance_id)) throw instanceNotFound(path);
  const linked_by = instances.flatMap((own) =>
    own.dependencies
      .filter(({ resolved_to }) => resolved_to === instance_id)
      .map(({ link, by }) => ({ instance_id: own.instance_id, link, by })),
  );
  const isDirect = (target: string) => target.startsWith(`${instance_id}.`);
  const referred_by = referringTo(isDirect, texts).filter((text) => text.instance_id !== instance_id);
  return { instance_id, referred_by, linked_by };
}

/** The texts that refer to one of these targets, such as `db.env.KEY`, directly or through others. Pure, linear. */
export function referringToAny(targets: ReadonlySet<string>, texts: readonly StackText[]): Dependant[] {
  return referringTo((target) => targets.has(target), texts);
}

/** In waves, so that each text is found by the shortest way. */
function referringTo(isMeant: (target: string) => boolean, texts: readonly StackText[]): Dependant[] {
  const referring = byTarget(texts);
  const seen = new Set<StackText>();
  const found: Step[] = [];
  let wave = texts.filter(({ refers_to }) => refers_to.some(isMeant)).map((text): Step => ({ text, through: [] }));
  while (wave.length > 0) {
    const fresh = wave.filter(({ text }) => !seen.has(text) && seen.add(text));
    found.push(...fresh);
    wave = fresh.flatMap(({ text: { named }, through }) =>
      named === null ? [] : (referring.get(named) ?? []).map((text) => ({ text, through: [named, ...through] })),
    );
  }
  return found.map(({ text, through }) => {
    return { instance_id: text.instance_id, place: text.place, expression: text.expression, through };
  });
}

function byTarget(texts: readonly StackText[]): Map<string, StackText[]> {
  const referring = new Map<string, StackText[]>();
  for (const text of texts)
    for (const target of text.refers_to) {
      const known = referring.get(target);
      if (known) known.push(text);
      else referring.set(target, [text]);
    }
  return referring;
}
