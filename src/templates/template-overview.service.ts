import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';
import { Secrets } from '../secrets/secrets.service.js';
import { maskParts, sealParts } from './sealed-parts.js';
import type { FacetName } from '../facets/facets.js';
import type { TemplateImpact } from './dto/impact-answers.js';
import type { OverridesOverview, StackUsage } from './dto/overview-answers.js';
import type { UpdateTemplate } from './dto/template-inputs.js';
import { demandFreeName } from './names.queries.js';
import { getCategoryIds, getDependencyRows } from './template-contents.js';
import { templateImpact } from './template-impact.js';
import { listShields, listUsage } from './template-instances.queries.js';
import { getOverrides } from './template-overrides.query.js';
import { partsOfFacet, partsOfUpdate, type TemplateParts } from './template-parts.js';
import { getDetail } from './templates.queries.js';

/** A template and its live instances: who uses it, what they override, and what a change of it would do to them. */
@Injectable()
export class TemplateOverviewService {
  constructor(
    private readonly database: Database,
    private readonly secrets: Secrets,
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
    return this.database.read((tx) => preview(tx, this.secrets, name, parts), outer);
  }

  /** What `TemplatesService.replaceFacet` would do, refused where that would be. Writes and locks nothing. */
  async previewReplaceFacet(
    name: string,
    facet: FacetName,
    body: unknown,
    outer?: EntityManager,
  ): Promise<TemplateImpact> {
    const parts = partsOfFacet(facet, body);
    return this.database.read((tx) => preview(tx, this.secrets, name, parts), outer);
  }
}

/** The names that the parts give are looked up in the order of the write; then one statement for either side. */
async function preview(
  tx: EntityManager,
  secrets: Secrets,
  name: string,
  parts: TemplateParts,
): Promise<TemplateImpact> {
  await getCategoryIds(tx, [parts], 'no lock');
  const template = await getDetail(tx, name);
  await demandFreeName(tx, name, parts.columns.name);
  await getDependencyRows(tx, [{ id: template.id, parts }], 'no lock');
  const [sealed = { id: template.id, parts }] = await sealParts(tx, secrets, [{ id: template.id, parts }]);
  return templateImpact(template, maskParts(secrets, sealed.parts), await listShields(tx, template.id));
}
