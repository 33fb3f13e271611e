import { createHash } from 'node:crypto';
import { itemsOf, shownValues } from '../facets/item-values.js';
import { MASK } from '../facets/sealing.js';
import type { FacetName } from '../facets/facets.js';
import { facetOf, FACET_NAMES } from '../facets/facets.js';
import { isSingle } from '../facets/facet.js';
import { isResolved, isSecret, plainText, type Resolution } from '../references/resolution.js';
import { placeKey, type StackScope } from '../references/scope.js';
import { type Resolver, resolverOf } from '../references/resolve.js';
import { chainOf, targetsOf } from '../references/targets.js';
import type { EffectiveConfig } from './dto/effective-answers.js';
import type { SettingExpression } from './dto/item-sources.js';
import { scopeOf } from './scope.js';
import { type ReferringText, referringTexts, resolveReferring } from './referring-texts.js';

/** A stack by what its references come to. */
export interface ResolvingStack {
  scope: StackScope;
  resolver: Resolver;
}

export function resolving(stack: Parameters<typeof scopeOf>[0]): ResolvingStack {
  const scope = scopeOf(stack);
  return { scope, resolver: resolverOf(scope) };
}

/**
 * The config with every reference as what it comes to, and beside it the expression that is stored. What refers to a secret
 * is a secret itself; what leads nowhere stays an expression. Pure.
 * @param explain adds the way that a value came by
 */
export function resolvedConfig(stack: ResolvingStack, config: EffectiveConfig, explain = false): EffectiveConfig {
  const texts = referringTexts(config);
  if (texts.length === 0) return config;
  const shown = texts.map((text) => ({ text, ...showText(stack, config.instance_id, text, explain) }));
  const settings: Partial<Record<string, SettingExpression>> = {};
  const resolved: EffectiveConfig = { ...config };
  for (const { text, value, trace } of shown) {
    if (!('setting' in text.of)) continue;
    Object.assign(resolved, { [text.of.setting]: value });
    settings[text.of.setting] = trace;
  }
  for (const name of FACET_NAMES) {
    const own = shown.filter(({ text: { of } }) => 'facet' in of && of.facet === name);
    if (own.length > 0) Object.assign(resolved, { [name]: withValues(config, name, own) });
  }
  return { ...resolved, ...(Object.keys(settings).length > 0 && { settings_expressions: settings }) };
}

interface ShownText {
  text: ReferringText;
  value: string;
  secret: string | null;
  trace: SettingExpression;
}

function withValues(config: EffectiveConfig, name: FacetName, shown: readonly ShownText[]): object {
  const facet = facetOf(name);
  const items = [...itemsOf<object>(config[name])];
  for (const { text, value, secret, trace } of shown) {
    if (!('facet' in text.of) || !facet.refers) continue;
    const sealed = facet.sealing && secret !== null ? { [facet.sealing.flag]: true, fingerprint: secret } : {};
    const item = shownValues(facet, items[text.of.index] ?? {});
    const hidden = facet.sealing && item[facet.sealing.flag] === true && value !== text.text;
    items[text.of.index] = {
      ...items[text.of.index],
      [facet.refers.column]: hidden ? MASK : value,
      ...sealed,
      ...trace,
    };
  }
  return isSingle(facet) ? (items[0] ?? {}) : items;
}

function showText({ scope, resolver }: ResolvingStack, instance_id: string, text: ReferringText, explain: boolean) {
  const form = resolveReferring(resolver, instance_id, text);
  const open = !form.resolutions.every(isResolved);
  const secret = !open && form.resolutions.some(isSecret);
  const refers_to = targetsOf(scope, instance_id, text.text);
  const chain = explain ? { chain: chainOf(scope, instance_id, text.text) } : {};
  const value = open ? text.text : secret ? MASK : form.write((resolution) => plainText(resolution) ?? '');
  return {
    value,
    secret: secret ? fingerprintOf(form.resolutions) : null,
    trace: { expression: text.text, refers_to, ...chain },
  };
}

/** That of the secret where the text is nothing else; where it is more, a digest of all that it consists of. */
function fingerprintOf(resolutions: readonly Resolution[]): string | null {
  const pieces = resolutions.flatMap((resolution) => [...resolution.pieces]);
  const [only, ...others] = pieces;
  if (only && 'secret' in only && others.length === 0) return only.fingerprint;
  const parts = pieces.map((piece) =>
    'secret' in piece ? [piece.fingerprint ?? placeKey(piece.secret)] : 'text' in piece ? piece.text : piece.reason,
  );
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}
