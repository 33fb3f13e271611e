import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Shown } from '../../common/answer.js';
import type { FacetMap } from '../../facets/facets.js';
import { SETTING_NAMES, type Settings } from '../../settings/settings.js';
import type { ChangedKeys } from './changed-keys.js';

/** What no instance can override. */
export const INHERITED = ['name', 'dependencies'] as const;

const LIST = { type: 'array', items: { type: 'string' } } as const;
const SETTINGS = { type: 'array', items: { type: 'string', enum: [...SETTING_NAMES] } } satisfies ApiPropertyOptions;

export class ChangedItems implements ChangedKeys {
  @Shown('Keys that only the changed template would have.', ['8080/tcp'], LIST)
  added!: string[];

  @Shown('Keys that the template would lose.', [], LIST)
  removed!: string[];

  @Shown('Keys that stay and get other values.', ['5432/tcp'], LIST)
  changed!: string[];
}

/** A facet of the template: the keys by which it would differ. */
function Changed(): PropertyDecorator {
  return ApiProperty({ type: ChangedItems, required: true });
}

export class TemplateChanges implements FacetMap<ChangedKeys> {
  @Shown('Settings that would change.', ['image_tag'], SETTINGS)
  settings!: (keyof Settings)[];

  @Shown(
    'What else would change and reach every instance, because none can override it: name (it is in the identity label), dependencies.',
    [],
    { type: 'array', items: { type: 'string', enum: [...INHERITED] } },
  )
  inherited!: (typeof INHERITED)[number][];

  @Shown('Links that the template would get, lose, or need something else for.', undefined, { type: ChangedItems })
  links!: ChangedItems;

  @Shown('Names that the template would provide, or provide no more.', undefined, { type: ChangedItems })
  provides!: ChangedItems;

  @Changed()
  ports!: ChangedItems;

  @Changed()
  volumes!: ChangedItems;

  @Changed()
  env_vars!: ChangedItems;

  @Changed()
  labels!: ChangedItems;

  @Changed()
  domains!: ChangedItems;

  @Changed()
  healthcheck!: ChangedItems;

  @Changed()
  config_files!: ChangedItems;

  @Changed()
  options!: ChangedItems;
}

/** Keys by facet; a facet without any is left out. */
export type FacetKeys = Partial<FacetMap<string[]>>;

const KEYS_BY_FACET = { type: 'object', additionalProperties: LIST } as const;

export class InstanceImpact {
  @Shown('Name of the stack.', 'shop')
  stack!: string;

  @Shown('Name within the stack.', 'db')
  instance_id!: string;

  @Shown('Name of its container.', 'devarch-shop-db')
  container_name!: string;

  @Shown(
    'By facet, the keys at which its effective config would change; facets without any are left out.',
    { ports: ['8080/tcp'] },
    KEYS_BY_FACET,
  )
  affected!: FacetKeys;

  @Shown(
    'By facet, the keys at which the change does not reach it, because it overrides or removes them.',
    { ports: ['5432/tcp'] },
    KEYS_BY_FACET,
  )
  shielded!: FacetKeys;

  @Shown('Settings that would change for it.', [], SETTINGS)
  settings_affected!: (keyof Settings)[];

  @Shown('Settings that change in the template and not for it, because it has its own.', ['image_tag'], SETTINGS)
  settings_shielded!: (keyof Settings)[];

  @Shown('Its links that are bound and would be gone, and their bindings with them.', [], LIST)
  unbound!: string[];
}

/** A text that goes back to something that would change. */
export class AffectedText {
  @Shown('Name of the stack.', 'shop')
  stack!: string;

  @Shown('The instance that has it; null of a variable of the stack.', 'sso', { type: 'string', nullable: true })
  instance_id!: string | null;

  @Shown('Where it stands, as JSON pointer.', '/env-vars/KC_DB_URL')
  place!: string;

  @Shown('The text that is stored.', 'jdbc:postgresql://${{ postgres.host }}/${{ postgres.env.POSTGRES_DB }}')
  expression!: string;

  @Shown('What it refers to on the way, the nearest first; nothing where it refers to what changes itself.', [], LIST)
  through!: string[];
}

/** What a change of a template would do. Nothing was written. */
export class TemplateImpact {
  @Shown('Nothing was written.', true, { type: 'boolean', enum: [true] })
  dry_run!: true;

  @Shown('By what the template would differ.', undefined, { type: TemplateChanges })
  changes!: TemplateChanges;

  @Shown('Live instances of the template, in live stacks.', 2)
  instance_count!: number;

  @Shown('How many of them would run something else than now.', 1)
  affected_count!: number;

  @Shown('How many of them keep at least a part of the change off.', 1)
  shielded_count!: number;

  @Shown('How many bindings of links would go, because the template would not have the link any more.', 0)
  unbound_count!: number;

  @Shown('The first hundred of them by the names of stack and instance.', undefined, { type: [InstanceImpact] })
  instances!: InstanceImpact[];

  @Shown('Texts in the stacks of those that refer to what would change in them.', undefined, { type: [AffectedText] })
  referred_by!: AffectedText[];
}
