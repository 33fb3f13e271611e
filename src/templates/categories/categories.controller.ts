import { Delete, Get, HttpCode, Post, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Answers } from '../../common/answer.js';
import { Api, Names } from '../../common/api.js';
import { Takes } from '../../common/example.js';
import { Body, Param, Query } from '../../common/given.js';
import type { Page } from '../../common/paging.js';
import { CreatedAt } from '../../common/response-headers.interceptor.js';
import { CategoriesService } from './categories.service.js';
import { CategoryAnswer } from './dto/category-answers.js';
import { CreateCategory, UpdateCategory } from './dto/category-inputs.js';
import { ListCategories } from '../dto/template-list.js';
import { CategoryPathParams } from '../dto/path-params.js';

@Api('Templates', 'categories')
export class CategoriesController {
  constructor(private readonly categories: CategoriesService) {}

  @Get()
  @ApiOperation({ summary: 'List the categories with the number of their templates' })
  @Answers(200, 'One page of categories; the Link header leads to the next.', [CategoryAnswer], [400])
  listCategories(@Query() query: ListCategories): Promise<Page<CategoryAnswer>> {
    return this.categories.list(query);
  }

  @Post()
  @CreatedAt('name')
  @ApiOperation({ summary: 'Create a category' })
  @Answers(201, 'The new category; its address is in the Location header.', CategoryAnswer, [400, 409, 413, 415])
  createCategory(@Body() body: CreateCategory): Promise<CategoryAnswer> {
    return this.categories.create(body);
  }

  @Get(':category')
  @ApiOperation({ summary: 'Get a category' })
  @Answers(200, 'The category.', CategoryAnswer, [404])
  getCategory(@Param() { category }: CategoryPathParams): Promise<CategoryAnswer> {
    return this.categories.get(category);
  }

  @Put(':category')
  @Takes(UpdateCategory, { display_name: 'Tools', color: '#2f6fb3' })
  @Names({ category: 'tools' })
  @ApiOperation({ summary: 'Change a category; what is left out stays' })
  @Answers(200, 'The changed category.', CategoryAnswer, [400, 404, 409, 413, 415])
  updateCategory(@Param() { category }: CategoryPathParams, @Body() body: UpdateCategory): Promise<CategoryAnswer> {
    return this.categories.update(category, body);
  }

  @Delete(':category')
  @Names({ category: 'tools' })
  @ApiTags('Trash')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a category that has no templates' })
  @Answers(204, 'It is gone.', undefined, [404, 409])
  removeCategory(@Param() { category }: CategoryPathParams): Promise<void> {
    return this.categories.remove(category);
  }
}
