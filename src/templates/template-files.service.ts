import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { InvalidInput, NotFound, suggesting } from '../common/errors.js';
import { LIMITS } from '../common/limits.js';
import { Database } from '../database/database.js';
import { facetOf } from '../facets/facets.js';
import { canonicalPath } from '../facets/values.js';
import type { TemplateImpact } from './impact/impact-answers.js';
import type { TemplateDetail } from './dto/template-answers.js';
import { demandUnchangedFile, parseFile, type WrittenFile } from './one-file.js';
import { itemsImpact } from './impact/template-impact.js';
import { listShields } from './overview/template-instances.queries.js';
import {
  countWithAnother,
  getItems,
  type ItemsOfKey,
  listKeys,
  putItem,
  removeItems,
} from './template-items.queries.js';
import { updateTemplate } from './template-writes.queries.js';

type TemplateFile = TemplateDetail['config_files'][number];

const FILES = facetOf('config_files');

/** Single config files of a template. The others, however large, are neither read nor written. */
@Injectable()
export class TemplateFilesService {
  constructor(private readonly database: Database) {}

  async get(template: string, file_path: string, outer?: EntityManager): Promise<TemplateFile> {
    const key = canonicalPath(file_path);
    return this.database.read(async (tx) => {
      const { items } = await getItems(tx, FILES, template, key);
      return ofKey(items) ?? missing(tx, template, key);
    }, outer);
  }

  /** Adds or replaces one file; the path counts, not a file_path in the body. */
  async put(template: string, file_path: string, body: unknown, outer?: EntityManager): Promise<TemplateFile> {
    const wanted = parseFile(body, file_path);
    const stored = await this.database.write(async (tx) => {
      if (wanted.said) await storedBeside(tx, template, wanted);
      const id = await updateTemplate(tx, template, {});
      await demandRoom(tx, id, wanted);
      return putItem(tx, FILES, id, wanted.file);
    }, outer);
    const file = ofKey(stored ? [stored] : []);
    if (!file) throw new NotFound(`There is no config file "${wanted.file.file_path}".`);
    return file;
  }

  /** NotFound where the template has no such file. */
  async remove(template: string, file_path: string, outer?: EntityManager): Promise<void> {
    const key = canonicalPath(file_path);
    await this.database.write(async (tx) => {
      const id = await updateTemplate(tx, template, {});
      if (!(await removeItems(tx, FILES, id, key))) await missing(tx, template, key);
    }, outer);
  }

  /** What `put` would do, refused where that would be. Writes and locks nothing. */
  async previewPut(template: string, file_path: string, body: unknown, outer?: EntityManager): Promise<TemplateImpact> {
    const wanted = parseFile(body, file_path);
    return this.database.read(async (tx) => {
      const stored = await storedBeside(tx, template, wanted);
      await demandRoom(tx, stored.id, wanted);
      return impact(tx, stored, [wanted.file]);
    }, outer);
  }

  /** What `remove` would do, refused where that would be. Writes and locks nothing. */
  async previewRemove(template: string, file_path: string, outer?: EntityManager): Promise<TemplateImpact> {
    const key = canonicalPath(file_path);
    return this.database.read(async (tx) => {
      const stored = await getItems(tx, FILES, template, key);
      if (stored.items.length === 0) await missing(tx, template, key);
      return impact(tx, stored, []);
    }, outer);
  }
}

/** What is stored in the place of a file that is written; that may say of itself only what is so. */
async function storedBeside(tx: EntityManager, template: string, wanted: WrittenFile): Promise<ItemsOfKey> {
  const stored = await getItems(tx, FILES, template, FILES.key(wanted.file));
  demandUnchangedFile(wanted, stored.items);
  return stored;
}

/** InvalidInput for a further file of a template that has as many as its whole list may have. */
async function demandRoom(tx: EntityManager, id: number, { file }: WrittenFile): Promise<void> {
  const count = await countWithAnother(tx, FILES, id, FILES.key(file));
  if (count === undefined || count <= LIMITS.items) return;
  throw InvalidInput.field('', `would make ${count} config files; at most ${LIMITS.items} are allowed`);
}

async function impact(tx: EntityManager, { id, items }: ItemsOfKey, after: object[]): Promise<TemplateImpact> {
  const shields = await listShields(tx, [id]);
  return itemsImpact('config_files', items, after, shields.get(id) ?? []);
}

async function missing(tx: EntityManager, template: string, key: string): Promise<never> {
  const error = new NotFound(`Template "${template}" has no config file "${key}".`);
  throw suggesting(error, key, await listKeys(tx, FILES, template));
}

/** The one item of a key, in the columns of its facet. */
function ofKey(items: object[]): TemplateFile | undefined {
  return items[0] as TemplateFile | undefined;
}
