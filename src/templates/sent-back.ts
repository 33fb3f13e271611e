import type { EntityManager } from 'typeorm';
import { type FieldError, InvalidInput } from '../common/errors.js';
import { isObject } from '../common/fields.js';
import { demandUnchanged } from '../common/unchanged.js';
import { itemsOf } from '../facets/item-values.js';
import { FACET_NAMES, type FacetName, facetOf } from '../facets/facets.js';
import { changedSaid, saidOf } from '../facets/row-fields.js';
import type { TemplateDetail } from './dto/template-answers.js';
import { UpdateTemplate } from './dto/template-inputs.js';
import { getCategoryName } from './names.queries.js';
import type { TemplateParts } from './template-parts.js';

/** What only the server makes may be sent back with a change of a template, and with each of its items. */
export async function demandSentBack(parts: TemplateParts, stored: () => Promise<TemplateDetail>): Promise<void> {
  const { input } = parts;
  await demandUnchanged(UpdateTemplate, input, stored);
  const said = FACET_NAMES.filter((name) => rawItems(input, name).some(saidOf));
  if (said.length === 0) return;
  const template = await stored();
  const errors = said.flatMap((name) => changedItems(parts, name, itemsOf<object>(template[name])));
  if (errors.length > 0) throw new InvalidInput(errors);
}

/** The items of a template that is to be made: nothing of them is made yet. */
export function demandUnsaid(parts: TemplateParts): void {
  const errors = FACET_NAMES.flatMap((name) => changedItems(parts, name, []));
  if (errors.length > 0) throw new InvalidInput(errors);
}

function changedItems({ input, facets, pointer }: TemplateParts, name: FacetName, stored: object[]): FieldError[] {
  const facet = facetOf(name);
  return rawItems(input, name).flatMap((item, index) => {
    const [said, parsed] = [saidOf(item), facets[name]?.[index]];
    const where = Array.isArray(Reflect.get(Object(input), name)) ? `/${index}` : '';
    if (!said || !parsed) return [];
    return changedSaid(facet, { said, key: facet.key(parsed), pointer: `${pointer}/${name}${where}` }, stored);
  });
}

function rawItems(input: unknown, name: FacetName): unknown[] {
  return isObject(input) && Object.hasOwn(input, name) ? itemsOf(input[name]) : [];
}

/** What a template has of its category, or what a new one begins with. */
type CategoryNow = Pick<TemplateDetail, 'category' | 'category_id'>;
const NO_CATEGORY: CategoryNow = { category: null, category_id: null };

/**
 * The parts with their category by its name, where it was given by its number. Of the two, given both, the one that is as
 * stored was only sent back; InvalidInput where neither is and they are of different categories.
 */
export async function withCategory(
  tx: EntityManager,
  parts: TemplateParts,
  stored: () => Promise<CategoryNow> = async () => NO_CATEGORY,
): Promise<TemplateParts> {
  const { category, category_id } = parts;
  if (category_id === undefined) return parts;
  const name = category_id === null ? null : await getCategoryName(tx, category_id, `${parts.pointer}/category_id`);
  if (category === undefined || category === name) return { ...parts, category: name };
  const now = await stored();
  if (now.category_id === category_id) return parts;
  if (now.category === category) return { ...parts, category: name };
  const reason = `is ${name === null ? 'no category' : `the category "${name}"`}, but category is another one: give one of them`;
  throw InvalidInput.field(`${parts.pointer}/category_id`, reason, category_id);
}
