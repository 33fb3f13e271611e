import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { eachInSteps, inSlices } from '../common/in-steps.js';
import { parseOptions } from '../common/parse.js';
import { Database } from '../database/database.js';
import type { SpecValues } from '../facets/facet.js';
import { type FacetName, facetOf } from '../facets/facets.js';
import { itemsOf } from '../facets/item-values.js';
import { type Place, placeKey } from '../references/scope.js';
import { VARIABLES } from '../model/stack-variable.entity.js';
import { instanceNotFound, type InstancePath } from '../model/lookup.js';
import { Secrets } from '../secrets/secrets.service.js';
import { EffectiveOptions } from './dto/effective-options.js';
import { Dependant, Dependants, LinkedFrom } from './dto/dependants-answers.js';
import type { EffectiveConfig } from './dto/effective-answers.js';
import { dependantsOf, referringToAny } from './dependants.js';
import { DiffOptions } from './dto/diff-options.js';
import { diffConfigs, type EffectiveDiff } from './diff.js';
import { effectiveConfig, type EffectiveInput, withoutOverrides } from './effective-config.js';
import {
  getEffectiveInput,
  getStackInput,
  getTemplateInput,
  type StackInput,
  type StackVariables,
} from './effective.query.js';
import { referringTexts } from './referring-texts.js';
import { resolvedConfig, resolving } from './resolved-config.js';
import { listSealed, listSealedVariables } from './sealed.query.js';
import { type StackText, textsOfInstance, textsOfVariables } from './stack-texts.js';
import { stackOfTemplate, withRecipes } from './template-alone.js';
import { writtenForms } from './written-forms.js';

export type { EffectiveConfig, EffectiveInput, StackText };
export { Dependant, LinkedFrom };

/** A stack as a file of it is rendered: every live instance, enabled or not, with all that is in effect. */
export interface EffectiveStack {
  id: number;
  name: string;
  network_name: string;
  instances: EffectiveInstance[];
  /** Those that its values may refer to; none where no value does. */
  variables: StackVariables;
}

/**
 * Links of others are resolved by what the template `provides`, its own ones by what they are bound to.
 */
export type EffectiveInstance = EffectiveConfig & Pick<EffectiveInput, 'id' | 'provides' | 'bindings'>;

/** The plain values of secrets, by the places where they are kept. */
export type RevealedSecrets = ReadonlyMap<string, string>;

/** What an instance would really run: computed at each read, never stored. */
@Injectable()
export class EffectiveService {
  constructor(
    private readonly database: Database,
    private readonly secrets: Secrets,
  ) {}

  /** With `explain`, what an override set or removed also says what it hides and when it last changed. */
  async get(path: InstancePath, options: EffectiveOptions = {}, outer?: EntityManager): Promise<EffectiveConfig> {
    const { explain } = parseOptions(EffectiveOptions, options);
    const input = await this.database.read((tx) => getEffectiveInput(tx, path, explain), outer);
    const config = effectiveConfig(input, explain);
    if (referringTexts(config).length === 0) return config;
    const stack = await this.getStack(path.stack, outer);
    const own = stack.instances.find(({ id }) => id === input.id);
    if (!own) throw instanceNotFound(path);
    const { id: _, provides: _provides, bindings: _bindings, ...now } = own;
    const { instance_id, container_name } = own;
    return resolvedConfig(resolving(stack), explain ? { ...config, instance_id, container_name } : now, explain);
  }

  /** The items in effect of one facet, as the effective config shows them. */
  async listItems(path: InstancePath, name: FacetName, outer?: EntityManager): Promise<SpecValues[]> {
    const config = await this.get(path, {}, outer);
    return itemsOf<object>(config[name]).map((item) => ({ ...item }));
  }

  /** What the instance's effective config is computed from. */
  async getInput(path: InstancePath, outer?: EntityManager): Promise<EffectiveInput> {
    return this.database.read((tx) => getEffectiveInput(tx, path), outer);
  }

  /** The same for every live instance of a stack, in the order of creation, in one statement. */
  async listInputs(stack: string, outer?: EntityManager): Promise<EffectiveInput[]> {
    return (await this.database.read((tx) => getStackInput(tx, stack), outer)).instances;
  }

  /** A stack with the effective config of each of its live instances, in the order of creation, in one statement. */
  async getStack(name: string, outer?: EntityManager): Promise<EffectiveStack> {
    return merged(await this.database.read((tx) => getStackInput(tx, name), outer));
  }

  /** The same, beside what it would be if no instance overrode anything. */
  async getSides(name: string, outer?: EntityManager): Promise<{ stack: EffectiveStack; base: EffectiveStack }> {
    const input = await this.database.read((tx) => getStackInput(tx, name), outer);
    const instances = input.instances.map((own) => ({ ...own, ...withoutOverrides(own) }));
    return { stack: await merged(input), base: await merged({ ...input, instances }) };
  }

  /** Every text of a stack that refers, or looks as if it did, with what is wrong about it; one statement. */
  async listReferences(stack: string, outer?: EntityManager): Promise<StackText[]> {
    return textsOf(await this.getStack(stack, outer));
  }

  /** Who refers to an instance, directly or through others, and whose links lead to it; one statement. */
  async getDependants(path: InstancePath, outer?: EntityManager): Promise<Dependants> {
    const stack = await this.getStack(path.stack, outer);
    return dependantsOf(path, stack.instances, await textsOf(stack));
  }

  /** The texts of a stack that go back to one of these targets, such as `db.env.KEY`; one statement. */
  async listReferring(stack: string, targets: ReadonlySet<string>, outer?: EntityManager): Promise<Dependant[]> {
    return referringToAny(targets, await textsOf(await this.getStack(stack, outer)));
  }

  /** How a file may write what the instances of a stack refer to, by their names: see `writtenForms`. */
  writtenForms(stack: EffectiveStack): ReadonlyMap<string, EffectiveConfig[]> {
    return writtenForms(stack);
  }

  /** A template by itself, as the only instance of a stack that is made up, in one statement. */
  async getTemplate(name: string, outer?: EntityManager): Promise<EffectiveStack> {
    const input = await this.database.read((tx) => getTemplateInput(tx, name), outer);
    const stack = await merged(stackOfTemplate(input));
    return { ...stack, instances: withRecipes(stack.instances, input) };
  }

  /** The plain values of the secrets of a stack: those in effect in its instances, and its own. */
  async reveal(
    { name: stack, variables: all }: Pick<EffectiveStack, 'name' | 'variables'>,
    outer?: EntityManager,
  ): Promise<RevealedSecrets> {
    const facet = facetOf('env_vars');
    const items = await this.database.read((tx) => listSealed(tx, facet, stack), outer);
    const hasSecrets = all.some(({ is_secret }) => is_secret);
    const variables = hasSecrets ? await this.database.read((tx) => listSealedVariables(tx, stack), outer) : [];
    const revealed = new Map<string, string>();
    for (const item of items) {
      const kind = item.item_source === 'template' ? 'service' : 'instance';
      const plain = this.secrets.reveal(facet, { kind, id: item.owner_id }, item);
      const place: Place = { of: 'instance', instance_id: item.instance, attribute: 'env', key: facet.key(item) };
      if (plain !== null) revealed.set(placeKey(place), plain);
    }
    for (const { stack_id, ...variable } of variables) {
      const plain = this.secrets.reveal(VARIABLES, { kind: 'stack', id: stack_id }, variable);
      if (plain !== null) revealed.set(placeKey({ of: 'stack', key: VARIABLES.key(variable) }), plain);
    }
    return revealed;
  }

  /** How the instance differs from its template, or from another instance. */
  async diff(path: InstancePath, options: DiffOptions = {}, outer?: EntityManager): Promise<EffectiveDiff> {
    const { against } = parseOptions(DiffOptions, options);
    const [stack, instance] = against?.split('/') ?? [];
    const input = await this.getInput(path, outer);
    const other = stack && instance ? await this.getInput({ stack, instance }, outer) : withoutOverrides(input);
    return diffConfigs(other, input, against === undefined ? `template ${input.template_name}` : against);
  }
}

async function textsOf({ instances, variables, ...stack }: EffectiveStack): Promise<StackText[]> {
  const resolved = resolving({ ...stack, instances, variables });
  const disabled = new Set(instances.filter(({ enabled }) => !enabled).map((own) => own.instance_id));
  const texts = eachInSteps(instances, (own) => textsOfInstance(resolved, disabled, own));
  return [...textsOfVariables(resolved, variables), ...(await inSlices(texts)).flat()];
}

/** The effective config of each instance; other requests get their turn in between. */
async function merged({ instances, ...stack }: StackInput): Promise<EffectiveStack> {
  const merge = (input: (typeof instances)[number]) => {
    const { id, provides, bindings } = input;
    return { ...effectiveConfig(input), id, provides, bindings };
  };
  return { ...stack, instances: await inSlices(eachInSteps(instances, merge)) };
}
