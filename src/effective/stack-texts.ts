import { escapePointer } from '../common/json-pointer.js';
import { FACET_NAMES, type FacetName, facetOf } from '../facets/facets.js';
import { isSingle, type SpecValues } from '../facets/facet.js';
import { itemsOf, referringText, shownValues } from '../facets/item-values.js';
import { SETTING_NAMES, SETTINGS, type Setting } from '../settings/settings.js';
import { isSecret, type ReferenceProblem, type Resolution } from '../references/resolution.js';
import { heldAs, type Place, placeText } from '../references/scope.js';
import { targetsOf } from '../references/targets.js';
import { malformedIn, mayRefer, readText } from '../references/text.js';
import type { EffectiveConfig } from './dto/effective-answers.js';
import type { StackVariables } from './effective.query.js';
import { type ReferringText, referringTexts, resolveReferring } from './referring-texts.js';
import type { ResolvingStack } from './resolved-config.js';

/** What may be wrong with a text that refers. */
export interface TextProblem extends Pick<ReferenceProblem, 'message' | 'path'> {
  code: ReferenceProblem['code'] | 'secret-exposed' | 'reference-not-read' | 'reference-to-disabled';
  /** The instance that is meant and not enabled. */
  disabled?: string;
}

/** A text of a stack with something in it that looks like a reference, and what it came to. */
export interface StackText {
  /** Null of a variable of the stack. */
  instance_id: string | null;
  /** Part of what is rendered; a variable always is. */
  enabled: boolean;
  /** Where it stands, as JSON pointer: `/env-vars/URL`, `/command`. */
  place: string;
  /** By what others refer to it: `web.env.URL`, `vars.KEY`; null where nothing can. */
  named: string | null;
  expression: string;
  /** With the instances that links lead to. */
  refers_to: string[];
  problems: TextProblem[];
}

type Own = Pick<EffectiveConfig, 'instance_id' | 'enabled'>;

/** The texts of an instance that refer, and those that look as if they did where nothing is read as a reference. Pure. */
export function textsOfInstance(
  stack: ResolvingStack,
  disabled: ReadonlySet<string>,
  config: EffectiveConfig,
): StackText[] {
  const read = referringTexts(config).map((text): StackText => {
    const form = resolveReferring(stack.resolver, config.instance_id, text);
    const { attribute } = text.refers;
    const own = { of: 'instance', instance_id: config.instance_id, key: text.key } as const;
    const refers_to = targetsOf(stack.scope, config.instance_id, text.text);
    const exposed = text.refers.is_seen === true && form.resolutions.some(isSecret);
    return {
      ...ownerOf(config),
      place: pointerOf(config, text),
      named: attribute === undefined ? null : placeText({ ...own, attribute }),
      ...{ expression: text.text, refers_to },
      problems: [
        ...problemsOf(text.text, form.resolutions),
        ...(exposed
          ? [problem('secret-exposed', 'it refers to a secret, which whoever looks at the container sees')]
          : []),
        ...unreached(refers_to, config, disabled),
      ],
    };
  });
  return [...read, ...unreadTexts(config)];
}

/** The same of the variables of the stack. */
export function textsOfVariables({ scope, resolver }: ResolvingStack, variables: StackVariables): StackText[] {
  return variables.flatMap((variable): StackText[] => {
    const held = heldAs(variable);
    if (held.text === null || !mayRefer(held.text)) return [];
    const place: Place = { of: 'stack', key: variable.key };
    return [
      {
        ...{ instance_id: null, enabled: true, place: `/variables/${variable.key}`, named: placeText(place) },
        ...{ expression: held.text, refers_to: targetsOf(scope, undefined, held.text) },
        problems: problemsOf(held.text, [resolver.valueAt({ place, held })]),
      },
    ];
  });
}

const ownerOf = ({ instance_id, enabled }: Own): Own => ({ instance_id, enabled });

const problem = (code: TextProblem['code'], message: string): TextProblem => ({ code, message, path: [] });

function problemsOf(text: string, resolutions: readonly Resolution[]): TextProblem[] {
  const malformed = malformedIn(text);
  const notRead = malformed
    ? [problem('reference-not-read', `the text at character ${malformed.at + 1} is no reference: ${malformed.why}`)]
    : [];
  return [...resolutions.flatMap(({ problems }) => [...problems]), ...notRead];
}

/** The instances that a text of an enabled one refers to and that will not be there. */
function unreached(refers_to: readonly string[], { instance_id, enabled }: Own, disabled: ReadonlySet<string>) {
  const names = new Set(refers_to.map((target) => target.split('.')[0] ?? ''));
  const met = enabled ? [...names].filter((name) => name !== instance_id && disabled.has(name)) : [];
  return met.map((name): TextProblem => {
    return { ...problem('reference-to-disabled', `it refers to ${name}, which is not enabled`), disabled: name };
  });
}

function pointerOf(config: EffectiveConfig, { of }: ReferringText): string {
  if ('setting' in of) return `/${of.setting}`;
  const { refers } = facetOf(of.facet);
  return itemPointer(of.facet, itemsOf<object>(config[of.facet])[of.index] ?? {}, refers?.column ?? '');
}

/** An item by its key; of the only one, and of what takes no references, also the column. */
function itemPointer(name: FacetName, item: object, column: string): string {
  const facet = facetOf(name);
  const words = isSingle(facet) ? [column] : [facet.key(item), ...(facet.refers?.column === column ? [] : [column])];
  return [facet.path, ...words].map((word) => `/${escapePointer(word)}`).join('');
}

/** Text that looks like a reference where it is just text. */
function unreadTexts(config: EffectiveConfig): StackText[] {
  const settings = SETTING_NAMES.flatMap((name) => {
    const { refers }: Setting = SETTINGS[name];
    return refers ? [] : unread(config, `/${name}`, config[name]);
  });
  return [...settings, ...FACET_NAMES.flatMap((name) => unreadItems(config, name))];
}

function unreadItems(config: EffectiveConfig, name: FacetName): StackText[] {
  const facet = facetOf(name);
  return itemsOf<object>(config[name]).flatMap((item) => {
    const values: SpecValues = shownValues(facet, item);
    const read = referringText(facet, item) === undefined ? undefined : facet.refers?.column;
    const columns = facet.columns.filter((column) => column !== read);
    return columns.flatMap((column) => unread(config, itemPointer(name, item, column), values[column]));
  });
}

function unread(own: Own, place: string, value: unknown): StackText[] {
  const expression = typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value);
  if (!mayRefer(expression) || !readText(expression).some((part) => 'reference' in part)) return [];
  const problems = [problem('reference-not-read', 'it looks like a reference, and nothing there is read as one')];
  return [{ ...ownerOf(own), place, named: null, expression, refers_to: [], problems }];
}
