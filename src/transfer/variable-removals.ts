import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { EffectiveService, type StackText } from '../effective/effective.service.js';
import { VariablesService } from '../variables/variables.service.js';
import type { MergeTarget } from './merge/merge-target.js';
import { VARIABLES_PART } from './merge/merge-variables.js';
import { partOf } from './merge/stack-base.js';
import type { VariablesPlan } from './plan-variables.js';

/** Takes variables away that a file no longer has. */
@Injectable()
export class VariableRemovals {
  constructor(
    private readonly variables: VariablesService,
    private readonly effective: EffectiveService,
  ) {}

  /** Once everything else is as it will be: a variable that something still refers to stays. */
  async settle({ before, base }: MergeTarget, plan: VariablesPlan, tx: EntityManager): Promise<VariablesPlan> {
    if (plan.remove.length === 0) return plan;
    const remove = unreferred(plan.remove, await this.effective.listReferences(before.name, tx));
    if (remove.length > 0) await this.variables.patch(before.name, { remove }, tx);
    const gone = new Set(remove);
    const staying = new Set(plan.remove.filter((key) => !gone.has(key)));
    const known = base && partOf(base.parts, VARIABLES_PART);
    const remembered = [...staying].flatMap((key) => {
      const entry = known?.get(key);
      return entry ? [[key, entry] as const] : [];
    });
    const outcomes = plan.outcomes.map((one) =>
      staying.has(one.key) ? { ...one, verdict: 'kept' as const, takes: false } : one,
    );
    return { ...plan, remove, outcomes, remembered: new Map([...plan.remembered, ...remembered]) };
  }
}

/** Those that nothing refers to but what goes with them. */
function unreferred(keys: readonly string[], texts: readonly StackText[]): string[] {
  const names = new Map(keys.map((key) => [`vars.${key}`, key]));
  const staying = new Set<string>();
  const found = () => {
    const alive = texts.filter(({ named }) => named === null || !names.has(named) || staying.has(named));
    return alive.flatMap(({ refers_to }) => refers_to).filter((name) => names.has(name) && !staying.has(name));
  };
  for (let more = found(); more.length > 0; more = found()) for (const name of more) staying.add(name);
  return [...names].filter(([name]) => !staying.has(name)).map(([, key]) => key);
}
