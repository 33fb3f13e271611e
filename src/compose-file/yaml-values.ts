import { isAlias, isMap, isPair, isScalar, isSeq, type Pair, Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import { type FieldError, InvalidInput } from '../common/errors.js';
import { isObject } from '../common/fields.js';
import type { Budget } from './budget.js';
import { wasRead } from './origins.js';
import { scalarText } from './scalars.js';
import { type MergeTag, mergeTagOf, type MergeTags } from './merge-tags.js';
import { below, type Parsed, type ParseWarning, warning } from './parsed.js';

const MAX_DEPTH = 32;
const MAX_ERRORS = 20;
const MERGE_KEY = '<<';

/** What is known of the text beside its tree. */
interface Reading {
  /** Says for an offset in the text which line and column it is. */
  placeOf: (offset: number) => string;
  lineOf: (offset: number) => number;
  budget: Budget;
  /** The field that has the text, where it is one of several. */
  file?: string;
}

/**
 * The plain value of a YAML tree, aliases and merge keys resolved. InvalidInput for repeated keys, for aliases without
 * an anchor and for more values than a file needs. The library's own conversion searches the whole tree at every alias
 * and compares every key with every other, which a small hostile file makes last for minutes; this one is linear.
 */
export function readValues(root: unknown, reading: Reading): Parsed<unknown> & { tags: MergeTags } {
  const reader = new ValueReader(reading);
  const value = reader.read(root, '', 0);
  if (reader.errors.length > 0) throw new InvalidInput(reader.errors.slice(0, MAX_ERRORS));
  return { value, warnings: reader.warnings, tags: reader.tags };
}

class ValueReader {
  readonly errors: FieldError[] = [];
  readonly warnings: ParseWarning[] = [];
  readonly tags = new Map<string, MergeTag>();
  private readonly anchors = new Map<string, unknown>();

  constructor(private readonly reading: Reading) {}

  read(node: unknown, where: string, depth: number): unknown {
    this.reading.budget.spendValues(1);
    if (depth > MAX_DEPTH) throw InvalidInput.field('', `must not be nested deeper than ${MAX_DEPTH} levels`);
    if (isAlias(node)) return this.resolve(node.source, where, node);
    const value = this.readContent(node, where, depth);
    if (!isMap(node) && !isSeq(node) && !isScalar(node)) return value;
    const tag = mergeTagOf(node.tag);
    if (tag) this.tags.set(where, tag);
    if (node.anchor) this.anchors.set(node.anchor, value);
    return value;
  }

  private readContent(node: unknown, where: string, depth: number): unknown {
    if (isMap(node)) return this.placed(this.readMap(node, where, depth), node, where);
    if (isSeq(node)) {
      const items = node.items.map((item, index) => this.read(item, below(where, index), depth + 1));
      return this.placed(items, node, where);
    }
    if (!isScalar(node)) return null;
    if (isOctal(node) && !where.endsWith('mode'))
      this.warnings.push(warning('octal-number', where, 'starts with 0 and is read as octal, as Compose does'));
    else if (TEXTS.test(where) && isRewritten(node)) this.warnings.push(warning('number-rewritten', where, REWRITTEN));
    return node.value;
  }

  /** One of several texts takes down where its values stand. */
  private placed<Container extends object>(container: Container, node: YAMLMap | YAMLSeq, where: string): Container {
    const { file, lineOf } = this.reading;
    if (file === undefined) return container;
    const starts = node.items.map((item, index): [string, number | undefined] => {
      return isPair(item)
        ? [String(isScalar(item.key) ? item.key.value : ''), startOf(item.key)]
        : [`${index}`, startOf(item)];
    });
    const offsets = new Map(starts);
    wasRead(container, (key) => {
      const offset = offsets.get(key) ?? node.range?.[0];
      return { file, where: below(where, key), ...(offset !== undefined && { line: lineOf(offset) }) };
    });
    return container;
  }

  /** Keys of the map itself win over merged ones, and earlier merge sources over later ones. */
  private readMap(map: YAMLMap, where: string, depth: number): Record<string, unknown> {
    const own = new Map<string, unknown>();
    const merged = new Map<string, unknown>();
    for (const pair of map.items) {
      if (isMergeKey(pair)) this.merge(this.read(pair.value, below(where, MERGE_KEY), depth + 1), merged, where, pair);
      else this.readPair(pair, own, where, depth);
    }
    return Object.fromEntries([...merged, ...own]);
  }

  private readPair(pair: Pair, into: Map<string, unknown>, where: string, depth: number): void {
    const key = this.readKey(pair, where, depth);
    if (key === undefined) return;
    if (into.has(key)) this.fail(below(where, key), 'stands twice in the same map', pair.key);
    into.set(key, this.read(pair.value, below(where, key), depth + 1));
  }

  private readKey({ key }: Pair, where: string, depth: number): string | undefined {
    if (isScalar(key) && !key.anchor) return key.source ?? String(key.value);
    const value = this.read(key, where, depth + 1);
    if (typeof value === 'string') return value;
    this.fail(where, 'has a key that is not a plain text', key);
    return undefined;
  }

  private merge(source: unknown, into: Map<string, unknown>, where: string, pair: Pair): void {
    for (const map of Array.isArray(source) ? source : [source]) {
      if (!isObject(map)) return this.fail(below(where, MERGE_KEY), 'must be a map or a list of maps', pair.key);
      const entries = Object.entries(map);
      this.reading.budget.spendValues(entries.length);
      for (const [key, value] of entries) if (!into.has(key)) into.set(key, value);
    }
  }

  private resolve(name: string, where: string, node: unknown): unknown {
    if (this.anchors.has(name)) return this.anchors.get(name);
    this.fail(
      where,
      'is an alias, and no anchor before it has that name; a text that begins with * stands in quotes',
      node,
    );
    return null;
  }

  private fail(pointer: string, reason: string, node: unknown): void {
    const offset = startOf(node);
    const place = offset === undefined ? '' : ` (${this.reading.placeOf(offset)})`;
    if (this.errors.length < MAX_ERRORS) this.errors.push({ pointer, reason: `${reason}${place}` });
  }
}

function startOf(node: unknown): number | undefined {
  return isScalar(node) || isAlias(node) || isMap(node) || isSeq(node) ? node.range?.[0] : undefined;
}

/** Where a file has a map of texts, so that a number becomes one. */
const TEXTS = /\/(environment|labels|args|sysctls|driver_opts)\/[^/]+$/;
const REWRITTEN = 'is a number, and not written as Compose writes it; quotes keep a text as it stands';

/** A number whose text is another one than what stands in the file: `1.10`, `007`, `+49`. */
function isRewritten({ value, source }: Scalar): boolean {
  return typeof value === 'number' && source !== undefined && scalarText(value) !== source;
}

/** Only the plain `<<` merges; in quotes it is an ordinary key. */
function isMergeKey({ key }: Pair): boolean {
  return isScalar(key) && key.type === Scalar.PLAIN && key.value === MERGE_KEY;
}

/** A number that is another one in YAML 1.2. */
function isOctal({ value, source }: Scalar): boolean {
  return typeof value === 'number' && source !== undefined && /^[-+]?0/.test(source) && value !== Number(source);
}
