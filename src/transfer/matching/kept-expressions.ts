import type { EffectiveConfig, EffectiveInstance } from '../../effective/effective.service.js';
import { FACET_NAMES, type FacetName, facetOf } from '../../facets/facets.js';
import type { Facet } from '../../facets/facet.js';
import { itemsOf, shownValues } from '../../facets/item-values.js';
import { mayRefer } from '../../references/text.js';
import { SETTING_NAMES, type Settings } from '../../settings/settings.js';
import type { Items } from './current-items.js';

/** An instance as it is stored, and as files may write it. */
export interface Written {
  stored: EffectiveInstance;
  forms: readonly EffectiveConfig[];
}

/** What is wanted, with the expression that is there for each item that the file has just as a render writes it. Pure. */
export function keepExpressions(wanted: Items, written: Written | undefined): Items {
  if (!written) return wanted;
  return Object.assign({}, wanted, ...FACET_NAMES.map((name) => ({ [name]: keptItems(name, wanted[name], written) })));
}

function keptItems(name: FacetName, wanted: readonly object[], { stored, forms }: Written): readonly object[] {
  const facet: Facet = facetOf(name);
  const { refers, sealing } = facet;
  if (!refers) return wanted;
  const now = byKey(facet, stored[name]);
  const written = forms.map((form) => byKey(facet, form[name]));
  return wanted.map((item) => {
    const key = facet.key(item);
    const { [refers.column]: expression, ...rest } = shownValues(facet, now.get(key) ?? {});
    if (typeof expression !== 'string' || !mayRefer(expression)) return item;
    const text: unknown = Reflect.get(item, refers.column);
    const same = written.some((items) => Reflect.get(items.get(key) ?? {}, refers.column) === text);
    const flags = [sealing?.flag, refers.only_if].filter((column) => column !== undefined);
    const kept = Object.fromEntries(flags.map((column) => [column, rest[column] === true]));
    return same ? { ...item, [refers.column]: expression, ...kept } : item;
  });
}

function byKey(facet: Facet, items: object | object[] | null): Map<string, object> {
  return new Map(itemsOf<object>(items).map((item) => [facet.key(item), item]));
}

/** The same of the settings: null stays what is of the template. */
export function keepSettings<Own extends Settings>(wanted: Own, written: Written | undefined): Own {
  if (!written) return wanted;
  const { stored, forms } = written;
  const kept = SETTING_NAMES.filter((name) => {
    const text = stored[name];
    return text !== null && mayRefer(text) && forms.some((form) => form[name] === wanted[name]);
  });
  return { ...wanted, ...Object.fromEntries(kept.map((name) => [name, stored[name]])) };
}
