import { Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { InvalidInput, suggesting } from '../common/errors.js';
import { inSlices } from '../common/in-steps.js';
import { parseOptions } from '../common/parse.js';
import { EffectiveService, type EffectiveStack, type RevealedSecrets } from '../effective/effective.service.js';
import { instanceNotFound, type InstancePath } from '../model/lookup.js';
import type { RenderReport, SecretVariable } from './dto/render-answers.js';
import { RenderOptions, type VariableOptions } from './dto/render-options.js';
import { rendererOf } from '../render/renderers.js';
import type { Rendered, Renderer } from '../render/resolved.js';
import { resolveInSteps, type ResolveOptions } from '../render/resolve.js';
import { splitFiles } from '../render/compose/split.js';
import { secretVariables } from '../render/secret-variables.js';

/** A stack, or an instance alone, as documents that run: computed at each read, never stored, written nowhere. */
@Injectable()
export class ComposeService {
  private readonly logger = new Logger('Compose');

  constructor(private readonly effective: EffectiveService) {}

  /** The enabled instances of a stack for a target, by default as a Compose file. */
  async render(stack: string, options: RenderOptions = {}, outer?: EntityManager): Promise<RenderReport> {
    const wanted = optionsOf(options);
    return renderFor(wanted, await this.read(wanted, stack, outer));
  }

  /** The same with the real values of secrets. */
  async reveal(stack: string, options: RenderOptions = {}, outer?: EntityManager): Promise<RenderReport> {
    const wanted = optionsOf(options);
    const found = await this.read(wanted, stack, outer);
    return renderFor(wanted, found, await this.revealed(found.stack, outer));
  }

  /** One instance, enabled or not, under the same names as in the file of its stack. */
  async renderInstance(path: InstancePath, options: RenderOptions = {}, outer?: EntityManager): Promise<RenderReport> {
    const wanted = optionsOf(options);
    return renderFor(wanted, await this.readOf(wanted, path, outer), undefined, path.instance);
  }

  async revealInstance(path: InstancePath, options: RenderOptions = {}, outer?: EntityManager): Promise<RenderReport> {
    const wanted = optionsOf(options);
    const found = await this.readOf(wanted, path, outer);
    return renderFor(wanted, found, await this.revealed(found.stack, outer), path.instance);
  }

  /** A template by itself, enabled or not, as the only instance of a stack that is made up of its name. */
  async renderTemplate(template: string, options: RenderOptions = {}, outer?: EntityManager): Promise<RenderReport> {
    const wanted = optionsOf(options);
    const stack = await this.effective.getTemplate(template, outer);
    return renderFor(wanted, { stack, base: stack });
  }

  /** The variables that stand for secrets in a render of the stack, by name. */
  async listSecrets(stack: string, options: VariableOptions = {}, outer?: EntityManager): Promise<SecretVariable[]> {
    const wanted = optionsOf(options);
    return variablesOf(await this.effective.getStack(stack, outer), wanted);
  }

  /** The same with their real values. */
  async revealSecrets(stack: string, options: VariableOptions = {}, outer?: EntityManager): Promise<SecretVariable[]> {
    const wanted = optionsOf(options);
    const found = await this.effective.getStack(stack, outer);
    return variablesOf(found, wanted, await this.revealed(found, outer));
  }

  async listInstanceSecrets(
    path: InstancePath,
    options: VariableOptions = {},
    outer?: EntityManager,
  ): Promise<SecretVariable[]> {
    const wanted = optionsOf(options);
    return variablesOf(await this.getStackOf(path, outer), wanted, undefined, path.instance);
  }

  async revealInstanceSecrets(
    path: InstancePath,
    options: VariableOptions = {},
    outer?: EntityManager,
  ): Promise<SecretVariable[]> {
    const wanted = optionsOf(options);
    const found = await this.getStackOf(path, outer);
    return variablesOf(found, wanted, await this.revealed(found, outer), path.instance);
  }

  private async read({ is_split }: Wanted, stack: string, outer?: EntityManager): Promise<Found> {
    return is_split ? this.effective.getSides(stack, outer) : { stack: await this.effective.getStack(stack, outer) };
  }

  /** The same of an instance that is there. */
  private async readOf(wanted: Wanted, path: InstancePath, outer?: EntityManager): Promise<Found> {
    const found = await this.read(wanted, path.stack, outer);
    demandThere(path, found.stack);
    return found;
  }

  /** The stack of an instance that is there. */
  private async getStackOf(path: InstancePath, outer?: EntityManager): Promise<EffectiveStack> {
    const stack = await this.effective.getStack(path.stack, outer);
    demandThere(path, stack);
    return stack;
  }

  /** The one place where secrets become plain. The log says that it happened, never what was seen. */
  private async revealed(stack: EffectiveStack, outer?: EntityManager): Promise<RevealedSecrets> {
    this.logger.log(`The secrets of stack "${stack.name}" are revealed.`);
    return this.effective.reveal(stack, outer);
  }
}

interface Wanted {
  target: string | undefined;
  keeps_variables: boolean;
  is_split: boolean;
}

/** A stack, and where a render is split what it would be if no instance overrode anything. */
interface Found {
  stack: EffectiveStack;
  base?: EffectiveStack;
}

function demandThere(path: InstancePath, { instances }: EffectiveStack): void {
  const names = instances.map(({ instance_id }) => instance_id);
  if (!names.includes(path.instance)) throw suggesting(instanceNotFound(path), path.instance, names);
}

/** InvalidInput where variables are to be kept for a target that reads no `.env`. */
function optionsOf(options: RenderOptions | VariableOptions): Wanted {
  const { target, variables, split } = parseOptions(RenderOptions, options);
  const keeps_variables = variables === 'keep';
  if (keeps_variables && target === 'kubernetes')
    throw InvalidInput.field('/variables', 'must be fill for kubernetes, which reads no .env file', variables);
  const is_split = split !== undefined;
  if (is_split && target !== undefined && target !== 'compose')
    throw InvalidInput.field('/split', `must be left out for ${target}, which merges no files`, split);
  return { target, keeps_variables, is_split };
}

const NONE = { values: new Map<string, string>() };

/** In slices, however many instances there are: the event loop goes on between them. */
async function renderFor(
  { target, keeps_variables, is_split }: Wanted,
  { stack: found, base }: Found,
  revealed?: RevealedSecrets,
  only?: string,
): Promise<RenderReport> {
  const renderer = rendererOf(target);
  const options = { only, revealed, keeps_variables };
  const { documents, losses } = await renderedBy(renderer, found, options);
  const report = { target: renderer.target, documents, losses };
  if (!is_split || !base) return report;
  const { documents: bases } = await renderedBy(renderer, base, options);
  return { ...report, files: await inSlices(splitFiles(bases[0] ?? {}, documents[0] ?? {})) };
}

async function renderedBy(renderer: Renderer, found: EffectiveStack, options: ResolveOptions): Promise<Rendered> {
  const { stack, losses } = await inSlices(resolveInSteps(found, options));
  const rendered = await inSlices(renderer.renderInSteps(stack));
  return { documents: rendered.documents, losses: [...losses, ...rendered.losses] };
}

async function variablesOf(
  found: EffectiveStack,
  { keeps_variables }: Wanted,
  revealed: RevealedSecrets = new Map(),
  only?: string,
): Promise<SecretVariable[]> {
  const { stack } = await inSlices(resolveInSteps(found, { only, keeps_variables }));
  const { values } = keeps_variables
    ? await inSlices(resolveInSteps(found, { only, revealed, keeps_variables }))
    : NONE;
  return secretVariables(stack, revealed, values);
}
