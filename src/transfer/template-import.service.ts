import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type FieldError, InvalidInput, Overtaken } from '../common/errors.js';
import { parse, parseOptions } from '../common/parse.js';
import { parseComposeYaml } from '../compose-file/compose-file.js';
import { below, warning } from '../compose-file/parsed.js';
import type { ParsedService } from '../compose-file/service.js';
import { analyzeFilled } from '../database/analyze.js';
import { Database } from '../database/database.js';
import type { TemplateDefinition } from '../model/template-definition.js';
import { listTemplateSources, saveTemplateSources } from '../model/sources.queries.js';
import { Secrets } from '../secrets/secrets.service.js';
import { HostAccess } from '../host-access/host-access.service.js';
import { TemplateOverviewService } from '../templates/overview/template-overview.service.js';
import { TemplatesService } from '../templates/templates.service.js';
import { demandImages } from './matching/read-compose.js';
import { variableSource } from './matching/variable-source.js';
import type { TemplateImportAnswer, TemplateReportAnswer } from './dto/import-answers.js';
import { ImportOptions, ImportTemplates } from './dto/import-options.js';
import { type Places, type ReadTexts, readTexts } from './given-texts.js';
import { inFile, placed, productOfOne, readFile } from './in-file.js';
import { writeOrRehearse } from './rehearsal.js';
import type { Loss } from './report.js';
import { readSecrets } from './secrets/detect.js';
import { importChanges, staying } from './import-changes.js';
import { mergeTemplates, type ReadTemplate, type TemplatesNow } from './template-merge.js';
import { reachOf, type WantedTemplate, wantedTemplate } from './template-change.js';

/** What importing takes: everything with a default may be left out. */
export type ImportTemplatesInput = Partial<ImportTemplates>;

type Outcome = Pick<TemplateReportAnswer, 'result' | 'reach'>;

/** Templates that are there, by name. */
type Stored = ReadonlyMap<string, TemplateDefinition>;

/** Compose files that become templates: one transaction, all or nothing. */
@Injectable()
export class TemplateImportService {
  constructor(
    private readonly database: Database,
    private readonly templates: TemplatesService,
    private readonly overview: TemplateOverviewService,
    private readonly access: HostAccess,
    private readonly secrets: Secrets,
  ) {}

  /**
   * Makes a template of each service, or brings the one of that name up to the file, and says whom that reaches. With
   * `dry_run` all of it is done and rolled back.
   */
  async import(
    input: ImportTemplatesInput,
    options: Partial<ImportOptions> = {},
    outer?: EntityManager,
  ): Promise<TemplateImportAnswer> {
    const wanted = parse(ImportTemplates, input);
    const { dry_run: rehearsed, detect_secrets } = parseOptions(ImportOptions, options);
    const dry_run = rehearsed || wanted.dry_run;
    const { places, ...texts } = await readTexts({ ...wanted, content: wanted.compose }, '/compose', new Map());
    return placed(places.error, async () => {
      const file = readFile('/compose', () => readServices(texts));
      const services = readSecrets(file.services, detect_secrets && wanted.detect_secrets);
      const work = (tx: EntityManager) => this.run(wanted, services, places.loss, tx);
      const reports = await writeOrRehearse(this.database, dry_run, work, outer);
      return { dry_run, services: reports, warnings: file.warnings.map(places.loss) };
    });
  }

  /**
   * What is there is locked, then come all that are missing, then the changes; either may need any of them. Overtaken where
   * somebody else made one of them meanwhile: then it is there, and all is looked at once more.
   */
  private async run(
    wanted: ImportTemplates,
    services: ParsedService[],
    place: Places['loss'],
    tx: EntityManager,
  ): Promise<TemplateReportAnswer[]> {
    const stored = await this.listStored(services, tx);
    const known = new Set([...stored.keys(), ...services.map(({ template }) => template.name)]);
    const report = this.access.report.bind(this.access);
    const read = services.map((it): ReadTemplate => {
      const of = (now: TemplateDefinition | undefined) => wantedTemplate(it, wanted.category, known, now, report);
      return { wanted: of(stored.get(it.template.name)), said: of(undefined).definition };
    });
    const merged = mergeTemplates(read, await this.now(wanted, stored, tx));
    const { all } = merged;
    const outcomes = await this.compare(stored, all, wanted.update, tx);
    const missing = all.filter(({ definition }) => !stored.has(definition.name));
    const changed = all.filter(({ definition }) => outcomes.get(definition.name)?.result === 'updated');
    const needed = definitionsOf([...missing, ...changed]).flatMap(({ dependencies }) => dependencies);
    const touched = new Set([
      ...definitionsOf(changed).map(({ name }) => name),
      ...needed.map(({ service }) => service),
    ]);
    await this.templates.hold(
      [...touched].filter((name) => stored.has(name)),
      tx,
    );
    const created = await located(missing, (definitions) => this.templates.createMissing(definitions, tx));
    if (created.size < missing.length) throw new Overtaken();
    await located(changed, (definitions) => this.templates.replace(definitions, tx));
    await analyzeFilled(tx, missing.length + changed.length);
    if (wanted.update) await saveTemplateSources(tx, merged.sources);
    return all.map((each) => {
      const outcome = outcomes.get(each.definition.name) ?? CREATED;
      const found = merged.outcomes.get(each.definition.name) ?? [];
      const changes = importChanges(wanted.update ? found : found.map(staying), this.secrets.fingerprint);
      const said = reportOf(each, outcome, known);
      return { ...said, ...changes, warnings: said.warnings.map(place) };
    });
  }

  private async now(wanted: ImportTemplates, stored: Stored, tx: EntityManager): Promise<TemplatesNow> {
    const { mode, conflicts, drop_secrets } = wanted;
    return {
      stored,
      sources: await listTemplateSources(tx, [...stored.keys()]),
      policy: { replaces: mode === 'replace', conflicts, drop_secrets },
      mask: (kind, item) => this.secrets.mask(kind, item),
    };
  }

  /** What there is of the file's templates and of those that they need, by name. */
  private async listStored(services: ParsedService[], tx: EntityManager): Promise<Stored> {
    const names = services.flatMap(({ template: { name, dependencies } }) => [
      name,
      ...dependencies.map(({ service }) => service),
    ]);
    const found = await this.templates.listByName([...new Set(names)], tx);
    return new Map(found.map((template) => [template.name, template]));
  }

  /** What is to become of those that are there, by name. */
  private async compare(
    stored: Stored,
    all: WantedTemplate[],
    update: boolean,
    tx: EntityManager,
  ): Promise<Map<string, Outcome>> {
    const present = all.filter(({ definition }) => stored.has(definition.name));
    const impacts = await located(present, (definitions) => this.overview.previewReplace(definitions, tx));
    return new Map(
      definitionsOf(present).flatMap((after): [string, Outcome][] => {
        const [before, impact] = [stored.get(after.name), impacts.get(after.name)];
        if (!before || !impact) return [];
        const reach = reachOf(before, after, impact);
        return [[after.name, { result: reach === null ? 'unchanged' : update ? 'updated' : 'kept', reach }]];
      }),
    );
  }
}

const CREATED: Outcome = { result: 'created', reach: null };

function definitionsOf(wanted: WantedTemplate[]): TemplateDefinition[] {
  return wanted.map(({ definition }) => definition);
}

/** Work on all of them at once; what is wrong with one is said of its service. */
async function located<Done>(
  wanted: WantedTemplate[],
  work: (definitions: TemplateDefinition[]) => Promise<Done>,
): Promise<Done> {
  const places = new Map(wanted.map((each) => [each.definition.name, each]));
  return placed(productOfOne(places, productOf), () => work(definitionsOf(wanted)));
}

/** What the `.env` beside the files says counts before their defaults. */
function readServices({ yaml, env }: Omit<ReadTexts, 'places'>): { services: ParsedService[]; warnings: Loss[] } {
  const source = variableSource({ request: env, stored: [], secrets: new Map() }, false);
  const file = parseComposeYaml(yaml, source, false);
  if (file.services.length === 0) throw InvalidInput.field('/services', 'must name at least one service');
  demandImages(file.services);
  return file;
}

function reportOf({ service, warnings }: WantedTemplate, outcome: Outcome, known: ReadonlySet<string>) {
  const where = below('/services', service.key, 'depends_on');
  const unknown = service.template.dependencies
    .filter(({ service: name }) => !known.has(name))
    .map(({ service: name }) => warning('dependency-unknown', where, `needs ${name}, which is no template; left out`));
  return { service: service.key, template: service.template.name, ...outcome, warnings: [...warnings, ...unknown] };
}

/** What is wrong with a template is said of the service that gives it. */
function productOf({ service }: WantedTemplate): (field: FieldError) => FieldError {
  const pointer = inFile('/compose', below('/services', service.key));
  return (wrong) => ({ ...wrong, pointer, reason: `gives ${wrong.pointer}, which ${wrong.reason}` });
}
