import { HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiOperation } from '@nestjs/swagger';
import { Answers } from '../common/answer.js';
import { Api } from '../common/api.js';
import { Body, Query } from '../common/given.js';
import { TEMPLATE_EXAMPLES } from './dto/examples.js';
import { TemplateImportAnswer } from './dto/import-answers.js';
import { ImportOptions, ImportTemplates } from './dto/import-options.js';
import { TemplateImportService } from './template-import.service.js';

@Api('Transfer', 'services/import')
export class TemplateImportController {
  constructor(private readonly imports: TemplateImportService) {}

  @Post()
  @HttpCode(200)
  @ApiBody({ type: ImportTemplates, examples: TEMPLATE_EXAMPLES })
  @ApiOperation({ summary: 'Make templates of the services of a Compose file, or bring templates up to it' })
  @Answers(200, 'What became of every service, and what could not be kept.', TemplateImportAnswer, [
    ...([400, 409, 413, 415, 422] as const),
  ])
  importTemplates(@Body() body: ImportTemplates, @Query() options: ImportOptions) {
    return this.imports.import(body, options);
  }
}
