import { Get, Headers, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiExtraModels, ApiOperation, getSchemaPath } from '@nestjs/swagger';
import { Answers } from '../common/answer.js';
import { Api } from '../common/api.js';
import { Body, Param, Query } from '../common/given.js';
import { AnswersText } from '../common/response-headers.interceptor.js';
import { StackPathParams } from '../http/path-params.js';
import { STACK_EXAMPLES } from './dto/examples.js';
import { StackImportAnswer } from './dto/import-answers.js';
import { ImportOptions, ImportStack } from './dto/import-options.js';
import { StackFile } from './dto/stack-file.js';
import { presentFile } from './present-file.js';
import { StackExportService } from './stack-export.service.js';
import { StackImportService } from './stack-import.service.js';

const EXPORT = {
  content: {
    'application/yaml': { schema: { type: 'string', example: 'devarch: 1\nstack:\n  name: shop\n' } },
    'application/json': { schema: { $ref: getSchemaPath(StackFile) } },
  },
};

@Api('Transfer', 'stacks')
@ApiExtraModels(StackFile)
export class StackTransferController {
  constructor(
    private readonly imports: StackImportService,
    private readonly exports: StackExportService,
  ) {}

  @Post('import')
  @HttpCode(200)
  @ApiBody({ type: ImportStack, examples: STACK_EXAMPLES })
  @ApiOperation({ summary: 'Make a stack of a Compose file or of an export, or bring a stack up to it' })
  @Answers(200, 'What became of every instance, and what could not be kept.', StackImportAnswer, [
    ...([400, 404, 409, 413, 415, 422] as const),
  ])
  importStack(@Body() body: ImportStack, @Query() options: ImportOptions) {
    return this.imports.import(body, options);
  }

  @Get(':stack/export')
  @AnswersText()
  @ApiOperation({
    summary:
      'Export a stack: template names and differences, secrets without values; JSON with Accept: application/json',
  })
  @Answers(200, 'A file that can be imported again.', EXPORT, [404])
  exportStack(@Param() { stack }: StackPathParams, @Headers('accept') accept = '') {
    return this.exports.export(stack).then((file) => presentFile(file, accept));
  }
}
