import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { parse, parseUpdate } from '../common/parse.js';
import { Database } from '../database/database.js';
import { FACET_NAMES, type FacetName, facetOf } from '../facets/facets.js';
import { getStackForShare, getStackForUpdate, type LockedInstance, type LockedStack } from '../model/lookup.js';
import { containerName } from '../model/names.js';
import { type SettingName, type Settings, SettingsInput } from '../settings/settings.js';
import { HostAccess } from '../host-access/host-access.service.js';
import { Secrets } from '../secrets/secrets.service.js';
import { demandOneOrOther, storedSettings } from '../settings/removed-settings.js';
import { CreateInstance, UpdateInstance } from './dto/instance-inputs.js';
import { withFresh } from './fresh-secrets.js';
import type { MadeInstance } from './instance-writes.queries.js';
import {
  insertInstances,
  type InstanceOfTemplate,
  lockInstances,
  trashInstances,
  updateInstances,
} from './many-instances.queries.js';
import { readManySides, replaceManyOverrides, resetKeys } from './many-overrides.queries.js';
import { bodyOf, type CheckedWrite, checkWrite, type FacetWrite, rowsToStore } from './whole-facet.js';

/** What is wanted of one of many instances. */
export interface InstanceChange {
  instance_id: string;
  /** The template of one that is to be made; left out for one that is there. */
  template?: string;
  values: {
    description?: string;
    enabled?: boolean;
    settings?: Partial<Settings>;
    removed_settings?: SettingName[];
  };
  writes: FacetWrite[];
  /** A refusal of this change, as the caller says it. */
  refuse: (error: unknown) => unknown;
}

/** An override of one of many instances that is to go, by its key, or a setting. */
export interface Reset {
  instance_id: string;
  facet: FacetName | 'settings';
  key: string;
}

type Checked = InstanceChange & { checked: (CheckedWrite & { facet: FacetName })[] };

/** Many instances of a stack at once: as many statements as there are facets, however many instances there are. */
@Injectable()
export class ManyInstancesService {
  constructor(
    private readonly database: Database,
    private readonly secrets: Secrets,
    private readonly access: HostAccess,
  ) {}

  /**
   * Moves the instances of the names in `gone` to the trash, makes those that are to be made, in the order given, and
   * changes the others; all or nothing. A refusal is that of the first change that is refused.
   */
  async write(stack: string, gone: string[], changes: InstanceChange[], outer?: EntityManager): Promise<void> {
    const made = changes.flatMap((change) => (change.template === undefined ? [] : [newInstance(stack, change)]));
    const checked = changes.map(checkChange);
    await this.database.write(async (tx) => {
      const locked = await getStackForUpdate(tx, stack);
      const present = changes.filter(({ template }) => template === undefined);
      const changed = await this.change(tx, locked, gone, present);
      const added = made.length > 0 ? await insertInstances(tx, locked, made) : [];
      await this.replace(tx, withSecrets(checked, added), [...changed, ...added]);
    }, outer);
  }

  /** Drops overrides, and lets settings follow the template again, each by its instance and its key; all or nothing. */
  async reset(stack: string, resets: readonly Reset[], outer?: EntityManager): Promise<void> {
    if (resets.length === 0) return;
    await this.database.write(async (tx) => {
      const names = [...new Set(resets.map(({ instance_id }) => instance_id))];
      const locked = await lockInstances(tx, await getStackForShare(tx, stack), names);
      const of = (facet: Reset['facet']) => resets.filter((one) => one.facet === facet);
      const cleared = new Map<string, Partial<Settings>>();
      for (const { instance_id, key } of of('settings'))
        cleared.set(instance_id, { ...cleared.get(instance_id), [key]: null });
      await updateInstances(
        tx,
        locked.map((instance) => {
          const settings = cleared.get(instance.instance_id) ?? {};
          return { ...instance, ...storedSettings({ settings }, instance.removed_settings) };
        }),
      );
      const ids = new Map(locked.map(({ instance_id, id }) => [instance_id, id]));
      for (const name of FACET_NAMES) {
        const keys = of(name).map(({ instance_id, key }) => ({ owner: ids.get(instance_id), key }));
        if (keys.length > 0) await resetKeys(tx, facetOf(name), keys);
      }
    }, outer);
  }

  /** Every row that is there is locked first and written once. */
  private async change(
    tx: EntityManager,
    stack: LockedStack,
    gone: string[],
    present: InstanceChange[],
  ): Promise<LockedInstance[]> {
    const wanted = new Map(present.map((change) => [change.instance_id, change]));
    const names = [...gone, ...wanted.keys()];
    if (names.length === 0) return [];
    const locked = await lockInstances(tx, stack, names);
    const trashed = new Set(gone);
    const ids = locked.filter(({ instance_id }) => trashed.has(instance_id)).map(({ id }) => id);
    if (ids.length > 0) await trashInstances(tx, ids);
    const changed = locked.flatMap((instance) => {
      const change = wanted.get(instance.instance_id);
      if (!change) return [];
      const { settings, removed_settings, ...values } = change.values;
      const own = storedSettings({ settings, removed_settings }, instance.removed_settings);
      return [{ ...instance, ...values, ...own }];
    });
    if (changed.length > 0) await updateInstances(tx, changed);
    return changed;
  }

  private async replace(tx: EntityManager, changes: Checked[], instances: LockedInstance[]): Promise<void> {
    const byName = new Map(instances.map((instance) => [instance.instance_id, instance]));
    const facets = FACET_NAMES.filter((name) => changes.some((change) => writeOf(change, name)));
    const guards = { secrets: this.secrets, access: this.access };
    const sidesOf = await readManySides(tx, facets, instances);
    for (const name of facets) {
      const facet = facetOf(name);
      const all = changes.flatMap((change) => {
        const [write, instance] = [writeOf(change, name), byName.get(change.instance_id)];
        if (!write || !instance) return [];
        const sides = sidesOf(name, instance);
        const rows = orRefuse(change, () => rowsToStore(guards, facet, instance, sides, write));
        return [{ instance, rows, stored: sides.overrides }];
      });
      await replaceManyOverrides(tx, facet, all);
    }
  }
}

function writeOf({ checked }: Checked, name: FacetName): CheckedWrite | undefined {
  return checked.find(({ facet }) => facet === name);
}

/** The changes, with what the templates generate for those that were made. */
function withSecrets(changes: Checked[], made: MadeInstance[]): Checked[] {
  const recipes = new Map(made.map((instance) => [instance.instance_id, instance.recipes]));
  return changes.map((change) => {
    return { ...change, checked: withFresh(change.checked, recipes.get(change.instance_id) ?? {}) };
  });
}

function newInstance(stack: string, change: InstanceChange): InstanceOfTemplate {
  return orRefuse(change, () => {
    const { instance_id, template, values } = change;
    const { description, enabled, ...given } = parse(CreateInstance, { instance_id, template, ...values });
    const container_name = containerName(stack, instance_id);
    return { instance_id, template: template ?? '', container_name, description, enabled, ...storedSettings(given) };
  });
}

function checkChange(change: InstanceChange): Checked {
  const { template, values, writes } = change;
  return orRefuse(change, () => {
    if (template === undefined && Object.keys(values).length > 0) parseUpdate(UpdateInstance, values);
    demandOneOrOther(values);
    if (template === undefined && values.settings) parseUpdate(SettingsInput, values.settings, '/settings');
    const checked = writes.map(({ facet, items, as }) => {
      return { facet, ...checkWrite(facetOf(facet), bodyOf(facetOf(facet), items), as) };
    });
    return { ...change, checked };
  });
}

function orRefuse<Done>({ refuse }: InstanceChange, work: () => Done): Done {
  try {
    return work();
  } catch (error) {
    throw refuse(error);
  }
}
