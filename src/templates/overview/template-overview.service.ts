import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../../database/database.js';
import { Secrets } from '../../secrets/secrets.service.js';
import { maskParts, sealParts } from '../sealed-parts.js';
import type { FacetName } from '../../facets/facets.js';
import { templateNotFound } from '../../model/lookup.js';
import type { TemplateDefinition } from '../../model/template-definition.js';
import { EffectiveService } from '../../effective/effective.service.js';
import { listAffected } from '../impact/affected-texts.js';
import type { TemplateImpact } from '../impact/impact-answers.js';
import type { TemplateDetail } from '../dto/template-answers.js';
import type { OverridesOverview, StackUsage } from './overview-answers.js';
import type { UpdateTemplate } from '../dto/template-inputs.js';
import { demandFreeName } from '../names.queries.js';
import { getCategoryIds, getDependencyRows } from '../template-contents.js';
import { templateImpact } from '../impact/template-impact.js';
import { listShields, listUsage } from './template-instances.queries.js';
import { getOverrides } from './template-overrides.query.js';
import { partsOfDependencies, partsOfFacet, partsOfOne, partsOfUpdate, type TemplateParts } from '../template-parts.js';
import { demandSentBack, withCategory } from '../sent-back.js';
import { getDetail, listDetails } from '../templates.queries.js';

/** A template and its live instances: who uses it, what they override, and what a change of it would do to them. */
@Injectable()
export class TemplateOverviewService {
  constructor(
    private readonly database: Database,
    private readonly secrets: Secrets,
    private readonly effective: EffectiveService,
  ) {}

  /** The instances by stack, in the order of creation. */
  async listUsage(name: string, outer?: EntityManager): Promise<StackUsage[]> {
    return this.database.read((tx) => listUsage(tx, name), outer);
  }

  async getOverrides(name: string, outer?: EntityManager): Promise<OverridesOverview> {
    return this.database.read((tx) => getOverrides(tx, name), outer);
  }

  /** What `TemplatesService.update` would do, refused where that would be. Writes and locks nothing. */
  async previewUpdate(name: string, input: UpdateTemplate, outer?: EntityManager): Promise<TemplateImpact> {
    const parts = partsOfUpdate(input);
    return this.preview(name, parts, outer);
  }

  /** What `TemplatesService.replace` would do to those of the templates that exist, by name; as few statements for many as for one. */
  async previewReplace(definitions: TemplateDefinition[], outer?: EntityManager): Promise<Map<string, TemplateImpact>> {
    const all = definitions.map(partsOfOne);
    if (all.length === 0) return new Map();
    return this.database.read((tx) => previewAll(tx, this.secrets, all), outer);
  }

  /** What `TemplatesService.replaceFacet` would do, refused where that would be. Writes and locks nothing. */
  async previewReplaceFacet(
    name: string,
    facet: FacetName,
    body: unknown,
    outer?: EntityManager,
  ): Promise<TemplateImpact> {
    const parts = partsOfFacet(facet, body);
    return this.preview(name, parts, outer);
  }

  /** What `TemplatesService.replaceDependencies` would do, refused where that would be. Writes and locks nothing. */
  async previewReplaceDependencies(name: string, body: unknown, outer?: EntityManager): Promise<TemplateImpact> {
    const parts = partsOfDependencies(body);
    return this.preview(name, parts, outer);
  }

  private async preview(name: string, parts: TemplateParts, outer?: EntityManager): Promise<TemplateImpact> {
    return this.database.read(async (tx) => {
      const impact = await preview(tx, this.secrets, name, parts);
      return { ...impact, referred_by: await listAffected(tx, this.effective, impact) };
    }, outer);
  }
}

/** The names that the parts give are looked up in the order of the write. */
async function preview(
  tx: EntityManager,
  secrets: Secrets,
  name: string,
  given: TemplateParts,
): Promise<TemplateImpact> {
  const stored = () => getDetail(tx, name);
  await demandSentBack(given, stored);
  const parts = await withCategory(tx, given, stored);
  await getCategoryIds(tx, [parts], 'no lock');
  const template = await stored();
  await demandFreeName(tx, name, parts.columns.name);
  await getDependencyRows(tx, [{ id: template.id, parts }], 'no lock');
  const [impact] = await impactsOf(tx, secrets, [{ template, parts }]);
  if (!impact) throw templateNotFound(name);
  return impact;
}

/** What they need may be made along with them, so that only the write looks for it. */
async function previewAll(
  tx: EntityManager,
  secrets: Secrets,
  all: TemplateParts[],
): Promise<Map<string, TemplateImpact>> {
  await getCategoryIds(tx, all, 'no lock');
  const wanted = new Map(all.map((parts) => [parts.columns.name, parts]));
  const changes = (await listDetails(tx, Array.from(wanted.keys(), String))).flatMap((template) => {
    const parts = wanted.get(template.name);
    return parts ? [{ template, parts }] : [];
  });
  const impacts = await impactsOf(tx, secrets, changes);
  return new Map(impacts.map((impact, index) => [changes[index]?.template.name ?? '', impact]));
}

/** A template, and what is to be changed of it. */
interface Change {
  template: TemplateDetail;
  parts: TemplateParts;
}

/** Two statements, however many there are, and one for each facet with secrets. */
async function impactsOf(tx: EntityManager, secrets: Secrets, changes: Change[]): Promise<TemplateImpact[]> {
  const stored = changes.map(({ template: { id }, parts }) => ({ id, parts }));
  const sealed = await sealParts(tx, secrets, stored);
  const shields = await listShields(
    tx,
    stored.map(({ id }) => id),
  );
  return changes.map(({ template, parts }, index) => {
    const instances = shields.get(template.id) ?? [];
    return templateImpact(template, maskParts(secrets, sealed[index]?.parts ?? parts), instances);
  });
}
