import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { FieldError } from '../common/errors.js';
import { parse } from '../common/parse.js';
import { parseComposeFile } from '../compose/parse/compose-file.js';
import { below, warning } from '../compose/parse/parsed.js';
import type { ParsedService } from '../compose/parse/service.js';
import { Database } from '../database/database.js';
import type { TemplateDefinition } from '../model/template-definition.js';
import { TemplateOverviewService } from '../templates/template-overview.service.js';
import { TemplatesService } from '../templates/templates.service.js';
import { demandImages } from './compose/read-compose.js';
import type { TemplateImportAnswer, TemplateReportAnswer } from './dto/import-answers.js';
import { ImportOptions, ImportTemplates } from './dto/import-options.js';
import { inFile, placed, readFile } from './in-file.js';
import { writeOrRehearse } from './rehearsal.js';
import type { Loss } from './report.js';
import { reachOf, type WantedTemplate, wantedTemplate } from './template-change.js';

/** What importing takes: everything with a default may be left out. */
export type ImportTemplatesInput = Pick<ImportTemplates, 'compose'> & Partial<ImportTemplates>;

type Outcome = Pick<TemplateReportAnswer, 'result' | 'reach'>;

/** Compose files that become templates: one transaction, all or nothing. */
@Injectable()
export class TemplateImportService {
  constructor(
    private readonly database: Database,
    private readonly templates: TemplatesService,
    private readonly overview: TemplateOverviewService,
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
    const dry_run = parse(ImportOptions, options).dry_run || wanted.dry_run;
    const { services, warnings } = readFile('/compose', () => readServices(wanted.compose));
    const work = (tx: EntityManager) => this.run(wanted, services, tx);
    return { dry_run, services: await writeOrRehearse(this.database, dry_run, work, outer), warnings };
  }

  /** First all that are missing, without what they need, then the changes, which may need any of them. */
  private async run(
    { category, update }: ImportTemplates,
    services: ParsedService[],
    tx: EntityManager,
  ): Promise<TemplateReportAnswer[]> {
    const stored = await this.listStored(services, tx);
    const known = new Set([...stored.keys(), ...services.map(({ template }) => template.name)]);
    const all = services.map((it) => wantedTemplate(it, category, known, stored.get(it.template.name)));
    const missing = all.filter(({ definition }) => !stored.has(definition.name));
    for (const each of missing) await placed(productOf(each), () => this.create(each, tx));
    for (const { definition } of missing) await this.addDependencies(definition, tx);
    const reports: TemplateReportAnswer[] = [];
    for (const each of all) {
      const before = stored.get(each.definition.name);
      const created: Outcome = { result: 'created', reach: null };
      const outcome = before ? await placed(productOf(each), () => this.change(before, each, update, tx)) : created;
      reports.push(reportOf(each, outcome, known));
    }
    return reports;
  }

  /** What there is of the file's templates and of those that they need, by name. */
  private async listStored(services: ParsedService[], tx: EntityManager): Promise<Map<string, TemplateDefinition>> {
    const names = services.flatMap(({ template: { name, dependencies } }) => [
      name,
      ...dependencies.map(({ service }) => service),
    ]);
    const found = await this.templates.listByName([...new Set(names)], tx);
    return new Map(found.map((template) => [template.name, template]));
  }

  private async create({ definition }: WantedTemplate, tx: EntityManager): Promise<void> {
    await this.templates.create({ ...definition, dependencies: [] }, tx);
  }

  private async addDependencies({ name, dependencies }: TemplateDefinition, tx: EntityManager): Promise<void> {
    if (dependencies.length > 0) await this.templates.update(name, { dependencies }, tx);
  }

  private async change(
    before: TemplateDefinition,
    { definition }: WantedTemplate,
    update: boolean,
    tx: EntityManager,
  ): Promise<Outcome> {
    const impact = await this.overview.previewUpdate(definition.name, definition, tx);
    const reach = reachOf(before, definition, impact);
    if (reach === null) return { result: 'unchanged', reach };
    if (!update) return { result: 'kept', reach };
    await this.templates.update(definition.name, definition, tx);
    return { result: 'updated', reach };
  }
}

function readServices(compose: string): { services: ParsedService[]; warnings: Loss[] } {
  const file = parseComposeFile(compose);
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
