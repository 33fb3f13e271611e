import { canonicalJson } from '../../src/common/canonical-json.js';
import type { Facet, SpecValues } from '../../src/facets/facet.js';
import { inFixedOrder } from '../../src/facets/order.js';

/**
 * One facet of a template and of one instance of it, in memory and in other words than the server's: what each write
 * leaves, or the status with which it is refused. Values are as answers show them.
 */
export class OverrideModel {
  private template: SpecValues[] = [];
  /** What the instance has of its own, by key: items, or none where it removes. */
  private own = new Map<string, SpecValues[]>();

  constructor(private readonly facet: Facet) {}

  /** All keys of either side. */
  keys(): string[] {
    return [...new Set([...this.template.map((item) => this.facet.key(item)), ...this.own.keys()])];
  }

  inEffect(): SpecValues[] {
    const items = this.keys().flatMap((key) => this.own.get(key) ?? this.inherited(key));
    return inFixedOrder(this.facet, items);
  }

  /** One entry per stored row: its key, and its value or that it removes. */
  rows(): [string, SpecValues | 'removed'][] {
    return [...this.own].flatMap(([key, items]): [string, SpecValues | 'removed'][] =>
      items.length === 0 ? [[key, 'removed']] : items.map((item) => [key, item]),
    );
  }

  findings(): [string, 'redundant' | 'orphaned'][] {
    return [...this.own].flatMap(([key, items]): [string, 'redundant' | 'orphaned'][] => {
      const had = this.inherited(key);
      if (!this.same(items, had) || items.some((item) => this.facet.isDecision(item))) return [];
      return [[key, items.length === 0 ? 'orphaned' : 'redundant']];
    });
  }

  set(items: SpecValues[]): number {
    const own = new Map(this.own);
    for (const item of items) own.set(this.facet.key(item), this.ofKey(items, this.facet.key(item)));
    return this.become(own);
  }

  /** What only the instance has is reset instead; what is removed already stays so. */
  remove(keys: string[]): number {
    const nothing = keys.some((key) => this.inherited(key).length === 0 && !this.own.has(key));
    if (nothing) return 422;
    const own = new Map(this.own);
    for (const key of keys) {
      const only_here = this.inherited(key).length === 0 && (own.get(key) ?? []).length > 0;
      if (only_here) own.delete(key);
      else own.set(key, []);
    }
    return this.become(own);
  }

  reset(keys: string[]): number {
    return this.become(new Map([...this.own].filter(([key]) => !keys.includes(key))));
  }

  replace(items: SpecValues[], removed: string[]): number {
    if (removed.some((key) => this.ofKey(items, key).length > 0)) return 400;
    const remembered = (key: string) => this.own.get(key)?.length === 0;
    if (removed.some((key) => this.inherited(key).length === 0 && !remembered(key))) return 422;
    const own = new Map(removed.map((key): [string, SpecValues[]] => [key, []]));
    for (const item of items) own.set(this.facet.key(item), this.ofKey(items, this.facet.key(item)));
    return this.become(own);
  }

  want(items: SpecValues[]): number {
    const keys = new Set([...this.template, ...items].map((item) => this.facet.key(item)));
    const differing = [...keys].filter(
      (key) => this.stands(key, items) || !this.same(this.inherited(key), this.ofKey(items, key)),
    );
    return this.become(new Map(differing.map((key) => [key, this.ofKey(items, key)])));
  }

  /** A volume that an override names literally stays so where it is wanted as it is. */
  private stands(key: string, items: SpecValues[]): boolean {
    const own = this.own.get(key) ?? [];
    return own.some((item) => this.facet.isDecision(item)) && this.same(own, this.ofKey(items, key));
  }

  edit(template: SpecValues[]): number {
    this.template = template;
    return 200;
  }

  prune(): number {
    return this.reset(this.findings().map(([key]) => key));
  }

  clear(): number {
    this.own.clear();
    return 204;
  }

  /** Refused where two items would claim the same. */
  private become(own: Map<string, SpecValues[]>): number {
    const claims = [...own.values()].flat().map((item) => this.facet.claim(item));
    if (new Set(claims).size < claims.length) return 400;
    this.own = own;
    return 200;
  }

  private inherited(key: string): SpecValues[] {
    return this.ofKey(this.template, key);
  }

  private ofKey(items: SpecValues[], key: string): SpecValues[] {
    return items.filter((item) => this.facet.key(item) === key);
  }

  private same(some: SpecValues[], others: SpecValues[]): boolean {
    const text = (items: SpecValues[]) => canonicalJson(inFixedOrder(this.facet, items));
    return text(some) === text(others);
  }
}
