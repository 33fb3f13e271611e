import { ApiExtraModels, getSchemaPath } from '@nestjs/swagger';
import { Shown } from '../../common/answer.js';
import type { FacetMap } from '../../facets/facets.js';
import { SETTING_NAMES, type Settings } from '../../settings/settings.js';
import {
  type InstanceReport,
  type MatchedBy,
  type PlacedLoss,
  MATCHES,
  type OverriddenKeys,
  type Result,
  RESULTS,
  type StackImportReport,
  type VariablesReport,
} from '../report.js';
import { ImportChangesAnswer } from './change-answers.js';

const TEXTS = { type: 'array', items: { type: 'string' } } as const;

export class ImportLoss implements PlacedLoss {
  @Shown('What kind of thing it is.', 'network-merged')
  code!: string;

  @Shown(
    'JSON pointer into the file; of several files with the pointer of the field that has it in front, `/files/1/content#/services/db`.',
    '/services/db/networks',
  )
  where!: string;

  @Shown('The same in words; never a value.', 'a stack has one network, which all its instances are on')
  message!: string;

  @Shown('The line, where there are several files and it is known.', 12, { type: 'integer', nullable: true })
  line!: number | null;
}

export class OverriddenKeysAnswer implements OverriddenKeys {
  @Shown('Keys of items that the instance sets.', ['5432/tcp'], TEXTS)
  set!: string[];

  @Shown('Keys of template items that it removes.', [], TEXTS)
  removed!: string[];
}

const KEYS_BY_FACET = {
  type: 'object',
  additionalProperties: { $ref: getSchemaPath(OverriddenKeysAnswer) },
} as const;

@ApiExtraModels(OverriddenKeysAnswer)
export class InstanceReportAnswer implements InstanceReport {
  @Shown('Name within the stack.', 'db')
  instance_id!: string;

  @Shown('What became of it.', 'created', { enum: [...RESULTS] })
  result!: Result;

  @Shown('Name of its template.', 'postgres')
  template!: string;

  @Shown(
    'instance: it was there and keeps its template. label: the file says so by a label of this product. image: a template has its image. private: it has a template of its own. name: the file names the template.',
    'image',
    { enum: [...MATCHES] },
  )
  matched_by!: MatchedBy;

  @Shown('Other templates with the same image, in the order of preference.', [], TEXTS)
  alternatives!: string[];

  @Shown('Overrides that it has now, removals included.', 2)
  override_count!: number;

  @Shown(
    'Their keys by facet; a facet without any is left out.',
    { ports: { set: ['5432/tcp'], removed: [] } },
    KEYS_BY_FACET,
  )
  overrides!: Partial<FacetMap<OverriddenKeys>>;

  @Shown('Settings that differ from the template.', ['image_tag'], {
    type: 'array',
    items: { type: 'string', enum: [...SETTING_NAMES] },
  })
  settings!: (keyof Settings)[];

  @Shown('What of its part of the file is not kept exactly.', undefined, { type: [ImportLoss] })
  losses!: PlacedLoss[];

  @Shown(
    'What is kept and may surprise: what reaches the host (host-access), what looks like a secret (secret-detected).',
    undefined,
    { type: [ImportLoss] },
  )
  warnings!: PlacedLoss[];
}

export class ImportedStackAnswer {
  @Shown('Name of the stack.', 'shop')
  name!: string;

  @Shown('Its network.', 'devarch-shop-net')
  network_name!: string;

  @Shown('What became of the stack itself.', 'created', { enum: [...RESULTS] })
  result!: Result;
}

export class VariablesReportAnswer implements VariablesReport {
  @Shown('Keys of those that are new.', ['DB_NAME'], TEXTS)
  created!: string[];

  @Shown('Keys of those that changed.', [], TEXTS)
  updated!: string[];

  @Shown('Keys of those that stay as they are.', [], TEXTS)
  unchanged!: string[];

  @Shown('Keys of those that the file lacks and that were deleted for it.', [], TEXTS)
  deleted!: string[];
}

export class StackImportAnswer extends ImportChangesAnswer implements StackImportReport {
  @Shown('Nothing was written.', false)
  dry_run!: boolean;

  @Shown('The stack.', undefined, { type: ImportedStackAnswer })
  stack!: ImportedStackAnswer;

  @Shown('Its variables that the file says something of.', undefined, { type: VariablesReportAnswer })
  variables!: VariablesReport;

  @Shown('Its instances, in the order of the file, then those that were deleted.', undefined, {
    type: [InstanceReportAnswer],
  })
  instances!: InstanceReport[];

  @Shown('Names of the private templates that were made.', [], TEXTS)
  templates_created!: string[];

  @Shown('What of the rest of the file is not kept exactly.', undefined, { type: [ImportLoss] })
  losses!: PlacedLoss[];
}

export const TEMPLATE_RESULTS = ['created', 'updated', 'unchanged', 'kept'] as const;

export class TemplateReach {
  @Shown('Live instances of the template.', 2)
  instance_count!: number;

  @Shown('How many of them run something else afterwards.', 1)
  affected_count!: number;

  @Shown('How many keep at least a part of the change off by their own overrides.', 1)
  shielded_count!: number;
}

export class TemplateReportAnswer extends ImportChangesAnswer {
  @Shown('Key of the service in the file.', 'cache')
  service!: string;

  @Shown('Name of the template.', 'cache')
  template!: string;

  @Shown('What became of it; kept: it differs, and was to be kept.', 'created', { enum: [...TEMPLATE_RESULTS] })
  result!: (typeof TEMPLATE_RESULTS)[number];

  @Shown('Whom the change reaches; null where nothing changes.', null, { type: TemplateReach, nullable: true })
  reach!: TemplateReach | null;

  @Shown('What of the service is not kept exactly, or may surprise.', undefined, { type: [ImportLoss] })
  warnings!: PlacedLoss[];
}

export class TemplateImportAnswer {
  @Shown('Nothing was written.', false)
  dry_run!: boolean;

  @Shown('One per service, in the order of the file.', undefined, { type: [TemplateReportAnswer] })
  services!: TemplateReportAnswer[];

  @Shown('What of the rest of the file is not kept exactly.', undefined, { type: [ImportLoss] })
  warnings!: PlacedLoss[];
}
