import { Delete, Get, HttpCode, Put } from '@nestjs/common';
import { ApiBody, ApiExtraModels, ApiOperation, getSchemaPath } from '@nestjs/swagger';
import { Answers } from '../common/answer.js';
import { Api, Names } from '../common/api.js';
import { ApiFilePath, FILE_ROUTE, FilePath } from '../common/file-path.js';
import { Body, Param, Query } from '../common/given.js';
import { AnswerWithHeaders, SaysMore } from '../common/response-headers.interceptor.js';
import { TemplatePathParams as Path } from '../http/path-params.js';
import { ChangeAnswers } from './dto/change-answers.js';
import { TemplateImpact } from './impact/impact-answers.js';
import { itemSchema, OneTemplateFile } from './dto/template-items.js';
import { isDryRun, WriteOptions } from './dto/write-options.js';
import { TemplateFilesService } from './template-files.service.js';

const FILE = itemSchema('config_files');
const BODY = { $ref: getSchemaPath(OneTemplateFile) };
const EXAMPLES = { example: { value: { content: 'max_connections = 50\n' } } };
const IMPACT = { $ref: getSchemaPath(TemplateImpact) };

@Api('Templates', `services/:template/${FILE_ROUTE}`)
@ApiExtraModels(OneTemplateFile)
export class TemplateFilesController {
  constructor(private readonly files: TemplateFilesService) {}

  @Put()
  @ApiFilePath()
  @Names({ template: 'my-postgres' })
  @ApiBody({ schema: BODY, examples: EXAMPLES })
  @ApiOperation({ summary: 'Create or replace one config file of a template' })
  @ChangeAnswers('The stored file, defaults applied', FILE, [400, 404, 413, 415])
  replaceTemplateFile(
    @Param() { template }: Path,
    @FilePath('template') file_path: string,
    @Query() options: WriteOptions,
    @Body() body: unknown,
  ) {
    return isDryRun(options)
      ? this.files.previewPut(template, file_path, body)
      : this.files.put(template, file_path, body);
  }

  @Get()
  @ApiFilePath()
  @Names({ template: 'my-postgres' })
  @ApiOperation({ summary: 'Get one config file of a template' })
  @Answers(200, 'The stored file.', { schema: FILE }, [400, 404])
  getTemplateFile(@Param() { template }: Path, @FilePath('template') file_path: string) {
    return this.files.get(template, file_path);
  }

  @Delete()
  @SaysMore()
  @HttpCode(204)
  @ApiFilePath()
  @Names({ template: 'my-postgres' })
  @ApiExtraModels(TemplateImpact)
  @ApiOperation({ summary: 'Take one config file away from a template' })
  @Answers(204, 'It is gone.', undefined, [400, 404])
  @Answers(200, 'With dry_run=true what that would do, and nothing is written.', { schema: IMPACT })
  removeTemplateFile(
    @Param() { template }: Path,
    @FilePath('template') file_path: string,
    @Query() options: WriteOptions,
  ) {
    return isDryRun(options)
      ? this.files.previewRemove(template, file_path).then((impact) => new AnswerWithHeaders(impact, {}, 200))
      : this.files.remove(template, file_path);
  }
}
