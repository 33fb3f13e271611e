import { isObject } from '../../common/fields.js';
import { LIMITS } from '../../common/limits.js';
import { countValues } from '../budget.js';
import { mergeServices } from '../merge-services.js';
import { withoutResets } from '../merge-tags.js';
import { cameFrom } from '../origins.js';
import { below, own } from '../parsed.js';
import { scalarText } from '../scalars.js';
import type { Context, SetReading } from './context.js';
import { folderOf, type SetFile } from './file-set.js';
import { namedFile } from './named-file.js';
import { rebase } from './relative-paths.js';
import { withOwnValues } from './own-values.js';

/** A file whose services extend nothing any more, in the same file or in another one. */
export class ExtendedFile {
  private readonly done = new Map<string, unknown>();
  private prepared: Record<string, unknown> | undefined;

  /** @param others those of other files that were led to from here */
  constructor(
    private readonly reading: SetReading,
    private readonly file: SetFile,
    private readonly context: Context,
    private readonly others = new Map<SetFile, ExtendedFile>(),
  ) {}

  /** All of the file, its paths as the result has them. */
  whole(): Record<string, unknown> {
    const { value, tags } = this.reading.document(this.file);
    const raw = this.content();
    if (!isObject(raw.services)) return raw;
    const entries = Object.keys(raw.services).map((name): [string, unknown] => {
      const removed = tags.get(below('/services', name)) === '!reset';
      return [name, removed ? own(Object(value.services), name) : this.follow(name, [])];
    });
    return cameFrom({ ...raw, services: cameFrom(Object.fromEntries(entries), raw.services) }, raw);
  }

  /** The file with values that only it knows, and paths as the result has them. */
  private content(): Record<string, unknown> {
    if (this.prepared) return this.prepared;
    const { value } = this.reading.document(this.file);
    const filled = withOwnValues(value, this.context.own);
    this.prepared = isObject(filled) ? rebase(filled, this.context.folder, this.reading.project) : value;
    return this.prepared;
  }

  private services(): Record<string, unknown> {
    const { services } = this.content();
    return isObject(services) ? services : {};
  }

  private follow(name: string, path: string[]): unknown {
    if (this.done.has(name)) return this.done.get(name);
    const { tags } = this.reading.document(this.file);
    const service = own(this.services(), name);
    const where = below('/services', name);
    const base = this.baseOf(service, below(where, 'extends'), [...path, `${this.file.name} ${name}`]);
    const merged =
      base && isObject(service) ? this.merged(base.service, service, where) : withoutResets(service, where, tags);
    this.done.set(name, merged);
    return merged;
  }

  private merged(base: unknown, service: Record<string, unknown>, where: string): unknown {
    const { tags } = this.reading.document(this.file);
    const { extends: _followed, ...rest } = service;
    const merged = mergeServices(base, cameFrom(rest, service), where, tags);
    this.reading.merged.spendValues(countValues(merged));
    return merged;
  }

  /** The service that one extends, which may extend another one itself. */
  private baseOf(service: unknown, where: string, path: string[]): { service: unknown } | undefined {
    if (!isObject(service) || service.extends === undefined || service.extends === null) return undefined;
    const said = isObject(service.extends) ? service.extends : { service: service.extends };
    const name = scalarText(said.service);
    if (name === undefined) this.reading.refuse(this.file, where, 'must name a service');
    const other = said.file === undefined || said.file === null ? this : this.other(said.file, below(where, 'file'));
    if (!Object.hasOwn(other.services(), name)) {
      const place = other === this ? 'this file' : other.file.name;
      this.reading.refuse(this.file, where, `must name a service of ${place}`);
    }
    const step = `${other.file.name} ${name}`;
    if (path.length > LIMITS.items) this.reading.refuse(this.file, where, `follows more than ${LIMITS.items} others`);
    if (path.includes(step))
      this.reading.refuse(this.file, where, `goes round in a circle: ${[...path, step].join(', ')}`);
    return { service: other.follow(name, path) };
  }

  private other(path: unknown, where: string): ExtendedFile {
    const file = namedFile(this.reading, { file: this.file, context: this.context, where }, path);
    const known = this.others.get(file);
    if (known) return known;
    const other = new ExtendedFile(this.reading, file, { ...this.context, folder: folderOf(file) }, this.others);
    this.others.set(file, other);
    return other;
  }
}
