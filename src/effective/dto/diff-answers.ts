import { Shown } from '../../common/answer.js';
import type { SpecValues } from '../../facets/facet.js';
import { FACET_NAMES, type FacetMap } from '../../facets/facets.js';
import type { EffectiveDiff, SettingChange } from '../diff.js';

const PORT = { host_ip: '127.0.0.1', host_port: 5432, container_port: 5432, protocol: 'tcp' };
const ITEMS = { type: 'array', items: { type: 'object', additionalProperties: true } };

export class SettingChangeAnswer implements SettingChange {
  @Shown('Name of the setting.', 'image_tag')
  name!: string;

  @Shown('Value there.', '17.2', { type: 'string', nullable: true })
  before!: string | null;

  @Shown('Value here.', '16.6', { type: 'string', nullable: true })
  after!: string | null;
}

export class ChangedItem {
  @Shown('Identity key.', '5432/tcp')
  key!: string;

  @Shown('The items there.', [PORT], { type: 'array', items: { type: 'object', additionalProperties: true } })
  before!: SpecValues[];

  @Shown('The items here.', [{ ...PORT, host_port: 15432 }], {
    type: 'array',
    items: { type: 'object', additionalProperties: true },
  })
  after!: SpecValues[];
}

const CHANGES = {
  type: 'object' as const,
  properties: { added: ITEMS, removed: ITEMS, changed: ITEMS },
};

export class DiffAnswer implements EffectiveDiff {
  @Shown('What is compared with: a template or another instance.', 'template postgres')
  before!: string;

  @Shown('The instance.', 'shop/db')
  after!: string;

  @Shown('Nothing differs.', false)
  equal!: boolean;

  @Shown('Settings that differ.', undefined, { type: [SettingChangeAnswer] })
  settings!: SettingChangeAnswer[];

  @Shown(
    'Per facet the items that are only here, only there, or different, by key.',
    {
      ports: {
        added: [],
        removed: [],
        changed: [{ key: '5432/tcp', before: [PORT], after: [{ ...PORT, host_port: 15432 }] }],
      },
    },
    { type: 'object', additionalProperties: CHANGES, description: `One entry each for ${FACET_NAMES.join(', ')}.` },
  )
  facets!: FacetMap<{ added: SpecValues[]; removed: SpecValues[]; changed: ChangedItem[] }>;
}
