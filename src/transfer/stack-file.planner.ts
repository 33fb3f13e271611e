import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Impossible, InvalidInput } from '../common/errors.js';
import { networkName } from '../model/names.js';
import { HostAccess } from '../host-access/host-access.service.js';
import { provided } from '../model/provides.js';
import type { LinkTarget } from '../references/links.js';
import type { TemplateDefinition } from '../model/template-definition.js';
import { Secrets } from '../secrets/secrets.service.js';
import { TemplatesService } from '../templates/templates.service.js';
import type { ImportStack } from './dto/import-options.js';
import { AS_SAID } from './given-texts.js';
import { inFile, readFile } from './in-file.js';
import type { Mask } from './file-secrets.js';
import type { ImportSource, InstancePlan, StackPlan } from './instance-plan.js';
import type { MergeTarget } from './merge/merge-target.js';
import { storedParts } from './merge/file-parts.js';
import { basesHere, type NamesHere, namesHere, withNames } from './merge/names-here.js';
import { settleOthers } from './merge/others.js';
import { planFileInstance } from './plan-stack-file.js';
import { planVariables, variablesNow } from './plan-variables.js';
import { type ReadInstance, type ReadStackFile, readStackFile } from './read-stack-file.js';
import type { StoredStack } from './stored-stack.query.js';

/** Imports what an export gave. */
@Injectable()
export class StackFilePlanner {
  constructor(
    private readonly templates: TemplatesService,
    private readonly secrets: Secrets,
    private readonly access: HostAccess,
  ) {}

  /** InvalidInput names every wrong place of the file. */
  read({ content, files, name }: ImportStack): ImportSource {
    if (files !== undefined)
      throw InvalidInput.field('/files', 'is for Compose files: an export is one text, in content');
    if (content === undefined) throw InvalidInput.field('/content', 'is required: the text of an export');
    const file = readFile('/content', () => readStackFile(content));
    const { stack } = file;
    const wanted = { ...stack, name: name ?? stack.name };
    return {
      places: AS_SAID,
      stack: { ...wanted, where: '/stack', network_name: stack.network_name ?? networkName(wanted.name) },
      plan: (target, tx) => this.plan(file, target, tx),
    };
  }

  private async plan(
    { instances: all, variables }: ReadStackFile,
    target: MergeTarget,
    tx: EntityManager,
  ): Promise<StackPlan> {
    const { before, base, policy } = target;
    const names = namesHere(new Set(all.map(({ name }) => name)), base, before.instances);
    const instances = namedHere(all, names);
    const templates = await this.getTemplates(instances, tx);
    const mask: Mask = (kind, item) => this.secrets.mask(kind, item);
    const context = {
      ...{ mask, policy, bases: basesHere(base, before.instances, names) },
      report: this.access.report.bind(this.access),
      targets: targetsOf(instances, templates, policy.replaces ? [] : before.instances),
    };
    const plans = instances.flatMap((instance, index) => {
      const template = templates.get(instance.template);
      const stored = before.instances.find(({ instance_id }) => instance_id === instance.name);
      return template ? [planFileInstance(instance, `/instances/${index}`, template, stored, context)] : [];
    });
    const settled = settleOthers(plans, target, names, { mine: storedParts, isSpokenOf: () => true });
    if (!policy.replaces) demandSameTemplates(settled.instances, before);
    return {
      ...{ losses: [], names, templates_created: [] },
      variables: planVariables(withNames(variables, names), variablesNow(target, mask)),
      ...settled,
    };
  }

  /** Impossible, naming every template that is not here. */
  private async getTemplates(instances: ReadInstance[], tx: EntityManager): Promise<Map<string, TemplateDefinition>> {
    const found = await this.templates.listByName([...new Set(instances.map(({ template }) => template))], tx);
    const templates = new Map<string, TemplateDefinition>(found.map((template) => [template.name, template]));
    const missing = instances.flatMap(({ template }, index) => {
      const pointer = inFile('/content', `/instances/${index}/template`);
      return templates.has(template) ? [] : [{ pointer, reason: `names no template`, given: JSON.stringify(template) }];
    });
    if (missing.length === 0) return templates;
    const names = [...new Set(missing.map(({ given }) => given))].join(', ');
    throw new Impossible(`These templates are not here: ${names}. Nothing was imported.`, missing);
  }
}

/** The instances of a file with the names that they have here, wherever one names another. */
function namedHere(instances: readonly ReadInstance[], names: NamesHere): ReadInstance[] {
  const here = (name: string) => names.get(name) ?? name;
  return instances.map((instance) => {
    const links = Object.entries(instance.links ?? {}).map(([link, name]) => [link, here(name)]);
    return { ...withNames(instance, names), name: here(instance.name), links: Object.fromEntries(links) };
  });
}

/** The instances that the stack will have, by name: those of the file, and those that stay. */
function targetsOf(
  instances: readonly ReadInstance[],
  templates: ReadonlyMap<string, TemplateDefinition>,
  staying: readonly LinkTarget[],
): Map<string, LinkTarget> {
  const own = instances.map(({ name: instance_id, template }): LinkTarget => {
    return { instance_id, provides: provided(template, templates.get(template)?.provides ?? []) };
  });
  return new Map([...staying, ...own].map((target) => [target.instance_id, target]));
}

/** An instance never changes its template: its overrides are differences from that one. */
function demandSameTemplates(plans: InstancePlan[], before: StoredStack): void {
  const others = plans.filter(({ present }) => present === 'other');
  if (others.length === 0) return;
  const errors = others.map(({ instance_id, where, template }) => {
    const is = before.instances.find((instance) => instance.instance_id === instance_id)?.template_name;
    const reason = `is "${template}", and the instance "${instance_id}" is one of "${is}"`;
    return { pointer: inFile('/content', `${where}/template`), reason };
  });
  const [first] = errors;
  throw new Impossible(`${first?.reason}; mode=replace moves it to the trash and makes a new one.`, errors);
}
