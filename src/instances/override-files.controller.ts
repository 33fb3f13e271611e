import { Delete, Get, HttpCode, Put } from '@nestjs/common';
import { ApiBody, ApiExtraModels, ApiOperation } from '@nestjs/swagger';
import { Answers } from '../common/answer.js';
import { Api } from '../common/api.js';
import { ApiFilePath, FILE_ROUTE, FilePath } from '../common/file-path.js';
import { Body, Param } from '../common/given.js';
import { ConfigFileSpec } from '../facets/config-files.js';
import { InstancePathParams as Path } from '../http/path-params.js';
import { OneConfigFile, OverrideRow, REMOVAL, rowSchema } from './dto/override-rows.js';
import { OverridesService } from './overrides.service.js';

const FILE = { schema: rowSchema(ConfigFileSpec) };
const FILE_BODY = { anyOf: [rowSchema(OneConfigFile), REMOVAL] };
const FILE_EXAMPLES = { example: { value: { content: 'max_connections = 50\n' } } };

/** The routes that no facet shares: one config file by its path, and everything at once. */
@Api('Overrides', 'stacks/:stack/instances/:instance')
@ApiExtraModels(OverrideRow, OneConfigFile)
export class OverrideFilesController {
  constructor(private readonly overrides: OverridesService) {}

  @Put(FILE_ROUTE)
  @ApiFilePath()
  @ApiBody({ schema: FILE_BODY, examples: FILE_EXAMPLES })
  @ApiOperation({ summary: 'Create or replace the override of one config file' })
  @Answers(200, 'The stored override, defaults applied.', FILE, [400, 404, 413, 415, 422])
  replaceFile(@Param() path: Path, @FilePath('instance') file_path: string, @Body() body: unknown) {
    return this.overrides.putFile(path, file_path, body);
  }

  @Get(FILE_ROUTE)
  @ApiFilePath()
  @ApiOperation({ summary: 'Get the override of one config file' })
  @Answers(200, 'The stored override.', FILE, [400, 404])
  getFile(@Param() path: Path, @FilePath('instance') file_path: string) {
    return this.overrides.getFile(path, file_path);
  }

  @Delete(FILE_ROUTE)
  @HttpCode(204)
  @ApiFilePath()
  @ApiOperation({ summary: 'Reset one config file to that of the template' })
  @Answers(204, 'The template shows through again.', undefined, [400, 404])
  resetFile(@Param() path: Path, @FilePath('instance') file_path: string) {
    return this.overrides.resetFile(path, file_path);
  }

  @Delete('overrides')
  @HttpCode(204)
  @ApiOperation({ summary: 'Reset all facets and settings of an instance to those of its template' })
  @Answers(204, 'The instance is its template again.', undefined, [404])
  resetOverrides(@Param() path: Path) {
    return this.overrides.resetAll(path);
  }
}
