import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Conflict } from '../common/errors.js';
import { below } from '../compose-file/parsed.js';
import type { ReadYaml } from '../compose-file/yaml-text.js';
import { type EffectiveInstance, EffectiveService, type EffectiveStack } from '../effective/effective.service.js';
import { HostAccess } from '../host-access/host-access.service.js';
import type { TemplateDefinition } from '../model/template-definition.js';
import { secretsByName } from '../render/resolve.js';
import { Secrets } from '../secrets/secrets.service.js';
import { TemplatesService } from '../templates/templates.service.js';
import { chooseTemplates } from './matching/choose-template.js';
import { type Described, planServices } from './matching/plan-services.js';
import { followNames } from './matching/follow-names.js';
import { mountsNow } from './matching/mounts-now.js';
import { privateNames, privateTemplate, templateDependencies } from './matching/private-template.js';
import { partsInEffect } from './matching/writes.js';
import { contestedVolumes, type SharedVolumes, sharedVolumes, splitVolumes } from './matching/volumes.js';
import type { ImportStack } from './dto/import-options.js';
import { spellingsOf } from './image-match.js';
import { originalOf } from './image-stand-ins.js';
import { readTexts } from './given-texts.js';
import { placed, productOf, productOfOne } from './in-file.js';
import {
  type Chosen,
  demandAllImages,
  demandMatched,
  describedIn,
  readFor,
  requestedVariables,
} from './compose-reading.js';
import { planFileVariables } from './plan-file-variables.js';
import type { Mask } from './file-secrets.js';
import type { ImportSource, StackPlan } from './instance-plan.js';
import type { MergeTarget } from './merge/merge-target.js';
import { basesHere, type NamesHere, namesHere } from './merge/names-here.js';
import { type Known, settleOthers } from './merge/others.js';
import { variablesNow } from './plan-variables.js';
import { listTemplateImages } from './templates.queries.js';

/** What a plan looks at beside the file. */
interface Context extends MergeTarget {
  stack: EffectiveStack;
  /** Values of variables that the request gives. */
  request: ReadonlyMap<string, string>;
  /** How instances of the file are called here, where that is otherwise. */
  names: NamesHere;
}

/** Imports Compose files: services become instances of the templates that have their images. */
@Injectable()
export class ComposePlanner {
  constructor(
    private readonly effective: EffectiveService,
    private readonly templates: TemplatesService,
    private readonly secrets: Secrets,
    private readonly access: HostAccess,
  ) {}

  /** InvalidInput names every wrong place of the files, and of the `.env` file beside them. */
  async read(wanted: ImportStack): Promise<ImportSource> {
    const given = requestedVariables(wanted);
    const { yaml, env, places } = await readTexts(wanted, '/content', given);
    return placed(places.error, async () => ({ places, ...this.readAs(wanted, yaml, new Map([...env, ...given])) }));
  }

  private readAs(
    wanted: ImportStack,
    yaml: ReadYaml,
    request: ReadonlyMap<string, string>,
  ): Omit<ImportSource, 'places'> {
    const { mode, unmatched } = wanted;
    const first = readFor(wanted, yaml, { request, stored: [], secrets: new Map() });
    if (mode === 'create') demandAllImages(first);
    return {
      stack: first.stack,
      plan: async (target, tx) => {
        const { before, base } = target;
        const stack = await this.effective.getStack(before.name, tx);
        const known = { request, stored: before.variables, secrets: secretsByName(stack) };
        const file = mode === 'create' ? first : readFor(wanted, yaml, known);
        demandAllImages(file);
        const names = namesHere(new Set(file.services.map(({ template }) => template.name)), base, before.instances);
        const services = describedIn(followNames(file.services, names), wanted.detect_secrets);
        const chosen = await this.choose(services, before.name, stack.instances, tx);
        if (unmatched === 'refuse') demandMatched(chosen);
        return {
          losses: file.losses,
          names,
          variables: planFileVariables(file.variables, request, variablesNow(target, this.mask)),
          ...(await this.plan(chosen, { ...target, stack, request, names }, tx)),
        };
      },
    };
  }

  private readonly mask: Mask = (kind, item) => this.secrets.mask(kind, item);

  private async choose(
    services: Omit<Chosen, 'choice'>[],
    stack: string,
    instances: EffectiveInstance[],
    tx: EntityManager,
  ): Promise<Chosen[]> {
    const images = services.flatMap(({ service: { template } }) =>
      [template.image_name, originalOf(template.image_name) ?? []].flat().flatMap(spellingsOf),
    );
    const names = services.flatMap(({ service, identity }) => [
      ...privateNames(stack, service.template.name),
      ...(identity.template === undefined ? [] : [identity.template]),
    ]);
    const templates = await listTemplateImages(tx, images, names);
    const present = new Map(instances.map(({ instance_id, template_name }) => [instance_id, template_name]));
    const choices = chooseTemplates(services, { stack, templates, instances: present });
    return services.map((service, index) => {
      const choice = choices[index];
      if (choice) return { ...service, choice };
      const [name] = privateNames(stack, service.service.template.name);
      throw new Conflict(`All names from "${name}" on are taken by templates with other images; rename the service.`);
    });
  }

  private async plan(
    chosen: Chosen[],
    context: Context,
    tx: EntityManager,
  ): Promise<Pick<StackPlan, 'instances' | 'others' | 'templates_created'>> {
    const { before, stack, request, names, base, policy } = context;
    const { instances } = stack;
    const present = await this.listTemplates(chosen, tx);
    const mounted = mountsNow(instances);
    const described = chosen.map(({ service, choice }) => {
      return { service, template: present.get(choice.template), now: mounted.get(service.template.name) };
    });
    const shared = sharedVolumes(
      described.map(({ service }) => service),
      contestedVolumes(described),
      splitVolumes(described),
    );
    const templates_created = await this.makeTemplates(chosen, before.name, shared, tx);
    const templates = templates_created.length > 0 ? await this.listTemplates(chosen, tx) : present;
    const services = chosen.flatMap((each): Described[] => {
      const template = templates.get(each.choice.template);
      return template ? [{ ...each, template }] : [];
    });
    const plans = planServices(services, {
      ...{ before, instances, stays: policy.replaces ? [] : instances, shared, mounted, mask: this.mask, policy },
      bases: basesHere(base, before.instances, names),
      report: this.access.report.bind(this.access),
      forms: this.effective.writtenForms(stack),
      given: new Set([...request.keys()].map((key) => `vars.${key}`)),
    });
    return { ...settleOthers(plans, context, names, this.known(chosen, instances)), templates_created };
  }

  /** A render leaves out what is not enabled. */
  private known(chosen: Chosen[], instances: EffectiveInstance[]): Known {
    const is_rendered = chosen.length === 0 || chosen.some(({ identity }) => identity.rendered);
    const effective = new Map(instances.map((instance) => [instance.instance_id, instance]));
    return {
      mine: ({ instance_id, description }) => {
        const instance = effective.get(instance_id);
        return instance ? partsInEffect(instance, description, this.mask) : new Map();
      },
      isSpokenOf: ({ enabled }) => enabled || !is_rendered,
    };
  }

  private async listTemplates(chosen: Chosen[], tx: EntityManager): Promise<Map<string, TemplateDefinition>> {
    const names = new Set(chosen.map(({ choice }) => choice.template));
    const found = await this.templates.listByName([...names], tx);
    return new Map(found.map((template) => [template.name, template]));
  }

  /** Makes the private templates, which may need one another. */
  private async makeTemplates(
    chosen: Chosen[],
    stack: string,
    shared: SharedVolumes,
    tx: EntityManager,
  ): Promise<string[]> {
    const made = chosen.filter(({ choice }) => choice.is_new);
    const names = new Map(chosen.map(({ service, choice }) => [service.template.name, choice.template]));
    const definitions = made.map(({ service, choice }) => {
      const dependencies = templateDependencies(service, choice.template, names);
      return { ...privateTemplate(service, choice.template, stack, shared), dependencies };
    });
    const places = new Map(made.map(({ service, choice }) => [choice.template, below('/services', service.key)]));
    await placed(productOfOne(places, productOf), () => this.templates.createAll(definitions, tx));
    return made.map(({ choice }) => choice.template);
  }
}
