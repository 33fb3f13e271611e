import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Page } from '../../common/paging.js';
import { parse, parseOptions, parseUpdate } from '../../common/parse.js';
import { demandUnchanged } from '../../common/unchanged.js';
import { Database } from '../../database/database.js';
import {
  deleteCategory,
  getCategory,
  getCategoryForRemoval,
  insertCategory,
  insertMissingCategories,
  listCategories,
  updateCategory,
} from './categories.queries.js';
import type { CategoryAnswer } from './dto/category-answers.js';
import { CreateCategory, UpdateCategory } from './dto/category-inputs.js';
import { ListCategories } from '../dto/template-list.js';
import { notEmpty } from '../in-use.js';
import { findTemplatesIn } from '../users.queries.js';

/** Groups of templates. Every method takes the caller's EntityManager as last argument to join its transaction. */
@Injectable()
export class CategoriesService {
  constructor(private readonly database: Database) {}

  async list(input: Partial<ListCategories> = {}, outer?: EntityManager): Promise<Page<CategoryAnswer>> {
    const query = parseOptions(ListCategories, input);
    return this.database.read((tx) => listCategories(tx, query), outer);
  }

  async get(name: string, outer?: EntityManager): Promise<CategoryAnswer> {
    return this.database.read((tx) => getCategory(tx, name), outer);
  }

  async create(input: CreateCategoryInput, outer?: EntityManager): Promise<CategoryAnswer> {
    const category = parse(CreateCategory, input);
    return this.database.write(async (tx) => {
      await insertCategory(tx, category);
      return getCategory(tx, category.name);
    }, outer);
  }

  /** Adds those whose name does not exist yet; the others stay as they are. */
  async createMissing(inputs: { name: string }[], outer?: EntityManager): Promise<void> {
    const categories = inputs.map((input) => parse(CreateCategory, input, { pointer: `/${input.name}` }));
    await this.database.write((tx) => insertMissingCategories(tx, categories), outer);
  }

  async update(name: string, input: UpdateCategory, outer?: EntityManager): Promise<CategoryAnswer> {
    const values = parseUpdate(UpdateCategory, input);
    return this.database.write(async (tx) => {
      await demandUnchanged(UpdateCategory, input, () => getCategory(tx, name));
      await updateCategory(tx, name, values);
      return getCategory(tx, values.name ?? name);
    }, outer);
  }

  /** Conflict, naming some of them, while it has templates. */
  async remove(name: string, outer?: EntityManager): Promise<void> {
    await this.database.write(async (tx) => {
      const { id } = await getCategoryForRemoval(tx, name);
      const conflict = notEmpty(name, await findTemplatesIn(tx, id));
      if (conflict) throw conflict;
      await deleteCategory(tx, id);
    }, outer);
  }
}

/** What creating takes: everything with a default may be left out. */
export type CreateCategoryInput = Pick<CreateCategory, 'name'> & Partial<CreateCategory>;
