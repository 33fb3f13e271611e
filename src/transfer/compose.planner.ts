import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Conflict, Impossible } from '../common/errors.js';
import { parseEnvText } from '../compose-file/env-text.js';
import { below } from '../compose-file/parsed.js';
import { type EffectiveInstance, EffectiveService, type EffectiveStack } from '../effective/effective.service.js';
import { HostAccess } from '../host-access/host-access.service.js';
import type { TemplateDefinition } from '../model/template-definition.js';
import { secretsByName } from '../render/resolve.js';
import { Secrets } from '../secrets/secrets.service.js';
import { TemplatesService } from '../templates/templates.service.js';
import { type Choice, chooseTemplates } from './matching/choose-template.js';
import { type Described, planServices } from './matching/plan-services.js';
import { identityOf } from './matching/identity.js';
import { mountsNow } from './matching/mounts-now.js';
import { privateNames, privateTemplate, templateDependencies } from './matching/private-template.js';
import { demandImages, type ReadCompose, readCompose } from './matching/read-compose.js';
import { type KnownVariables, variableSource } from './matching/variable-source.js';
import { contestedVolumes, type SharedVolumes, sharedVolumes, splitVolumes } from './matching/volumes.js';
import type { ImportStack } from './dto/import-options.js';
import { readSecrets } from './secrets/detect.js';
import { spellingsOf } from './image-match.js';
import { originalOf } from './image-stand-ins.js';
import { inFile, placed, productOf, productOfOne, readFile } from './in-file.js';
import { planFileVariables } from './plan-file-variables.js';
import type { ImportSource, StackPlan } from './instance-plan.js';
import type { StoredStack } from './stored-stack.query.js';
import { listTemplateImages } from './templates.queries.js';

/** A service of the file with the template that was chosen for it. */
type Chosen = Omit<Described, 'template'> & { choice: Choice };

/** The stack to bring up to a file. */
interface Target {
  before: StoredStack;
  stack: EffectiveStack;
  /** Values of variables that the request gives. */
  request: ReadonlyMap<string, string>;
  /** Whether what the file lacks goes. */
  replaces: boolean;
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

  /** InvalidInput names every wrong place of the file, and of the `.env` file beside it. */
  read(wanted: ImportStack): ImportSource {
    const { mode, unmatched } = wanted;
    const request = requestedVariables(wanted);
    const first = readFor(wanted, { request, stored: [], secrets: new Map() });
    if (mode === 'create') demandAllImages(first);
    return {
      stack: first.stack,
      plan: async (before, tx) => {
        const stack = await this.effective.getStack(before.name, tx);
        const known = { request, stored: before.variables, secrets: secretsByName(stack) };
        const file = mode === 'create' ? first : readFor(wanted, known);
        demandAllImages(file);
        const chosen = await this.choose(describedIn(file, wanted.detect_secrets), before.name, stack.instances, tx);
        if (unmatched === 'refuse') demandMatched(chosen);
        const mask = this.secrets.mask.bind(this.secrets);
        return {
          losses: file.losses,
          variables: planFileVariables(file.variables, before.variables, request, mask),
          ...(await this.plan(chosen, { before, stack, request, replaces: mode === 'replace' }, tx)),
        };
      },
    };
  }

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
    { before, stack, request, replaces }: Target,
    tx: EntityManager,
  ): Promise<Pick<StackPlan, 'instances' | 'templates_created'>> {
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
    const mask = this.secrets.mask.bind(this.secrets);
    const report = this.access.report.bind(this.access);
    const context = { before, instances, stays: replaces ? [] : instances, shared, mounted, mask, report };
    const forms = this.effective.writtenForms(stack);
    const given = new Set([...request.keys()].map((key) => `vars.${key}`));
    return { instances: planServices(services, { ...context, forms, given }), templates_created };
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

/** The file as it is read in view of what is known of its variables. */
function readFor({ content, name, detect_secrets }: ImportStack, known: KnownVariables): ReadCompose {
  return readFile('/content', () => readCompose(content, name, variableSource(known, detect_secrets)));
}

function demandAllImages({ services }: ReadCompose): void {
  readFile('/content', () => demandImages(services));
}

function describedIn({ services }: ReadCompose, detect: boolean): Omit<Chosen, 'choice'>[] {
  return readSecrets(services, detect).map((service) => ({ service, identity: identityOf(service) }));
}

/** What the request says of variables: what it names itself wins over the text of its `.env` file. */
function requestedVariables({ env, variables }: ImportStack): Map<string, string> {
  const texts = env === undefined ? new Map<string, string>() : readFile('/env', () => parseEnvText(env));
  return new Map([...texts, ...Object.entries(variables ?? {})]);
}

/** Impossible, naming every service that no template of the catalogue fits. */
function demandMatched(chosen: Chosen[]): void {
  const errors = chosen
    .filter(({ choice }) => choice.is_new)
    .map(({ service: { key, template, keys } }) => {
      const reason = keys.build === undefined ? `no template has the image ${template.image_name}` : 'it is built';
      return { pointer: inFile('/content', below('/services', key)), reason: `matches nothing: ${reason}` };
    });
  if (errors.length === 0) return;
  const names = errors.map(({ pointer }) => pointer.replace('/content#/services/', '')).join(', ');
  throw new Impossible(`No template fits these services: ${names}. Nothing was imported.`, errors);
}
