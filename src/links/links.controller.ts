import { Delete, Get, HttpCode, Put } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Answers } from '../common/answer.js';
import { Api, Names } from '../common/api.js';
import { Takes } from '../common/example.js';
import { Body, Param } from '../common/given.js';
import { InstancePathParams as Path } from '../http/path-params.js';
import { LinkAnswer } from './dto/link-answers.js';
import { BindLink, BindLinks, LinkPathParams } from './dto/link-inputs.js';
import { LinksService } from './links.service.js';

/** An instance whose template needs something: one that the example of an import makes. */
const WEB = { stack: 'imported', instance: 'web' };
const LIST = { schema: { type: 'array', items: { $ref: '#/components/schemas/LinkAnswer' } } };

@Api('Links', 'stacks/:stack/instances/:instance/links')
export class LinksController {
  constructor(private readonly links: LinksService) {}

  @Get()
  @Names(WEB)
  @ApiOperation({ summary: 'List the links of an instance, where each leads and why' })
  @Answers(200, 'One for each link of the template, by the names of the templates that are needed.', LIST, [404])
  listLinks(@Param() path: Path): Promise<LinkAnswer[]> {
    return this.links.list(path);
  }

  @Put()
  @Names(WEB)
  @Takes(BindLinks, { links: [{ link: 'db', instance_id: 'db' }] })
  @ApiOperation({ summary: 'Replace all bindings of the links of an instance' })
  @Answers(200, 'All links, where each leads now.', LIST, [400, 404, 413, 415])
  replaceLinks(@Param() path: Path, @Body() body: BindLinks): Promise<LinkAnswer[]> {
    return this.links.replace(path, body);
  }

  @Put(':link')
  @Names(WEB)
  @Takes(BindLink, { instance_id: 'db' })
  @ApiOperation({ summary: 'Bind one link of an instance to another instance of the stack' })
  @Answers(200, 'The link, where it leads now.', LinkAnswer, [400, 404, 413, 415])
  replaceLink(@Param() { link, ...path }: LinkPathParams, @Body() body: BindLink): Promise<LinkAnswer> {
    return this.links.bind(path, link, body);
  }

  @Delete(':link')
  @Names(WEB)
  @HttpCode(204)
  @ApiOperation({ summary: 'Let one link of an instance follow the names again' })
  @Answers(204, 'It is bound to nothing.', undefined, [404])
  resetLink(@Param() { link, ...path }: LinkPathParams): Promise<void> {
    return this.links.unbind(path, link);
  }

  @Delete()
  @Names(WEB)
  @HttpCode(204)
  @ApiOperation({ summary: 'Let all links of an instance follow the names again' })
  @Answers(204, 'None is bound.', undefined, [404])
  resetLinks(@Param() path: Path): Promise<void> {
    return this.links.unbindAll(path);
  }
}
