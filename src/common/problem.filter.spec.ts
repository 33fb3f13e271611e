import { BadRequestException, Get, HttpException, type INestApplication, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ApiProperty } from '@nestjs/swagger';
import request from 'supertest';
import { Api } from './api.js';
import { Conflict, Impossible, InvalidInput, NotFound, Unavailable } from './errors.js';
import { TextField } from './fields.js';
import { Param, Query } from './given.js';

const SQL = 'SELECT password FROM users WHERE name = $1';

/** What the handler of each path throws. */
const THROWN: Record<string, unknown> = {
  invalid: InvalidInput.field('/ports/0/host_port', 'must be an integer from 1 to 65535', -1),
  missing: new NotFound('There is no stack "shop".'),
  taken: new Conflict('A stack "shop" exists already.'),
  impossible: new Impossible('The template has no port "9999/tcp".'),
  away: new Unavailable('The database does not answer.', 5, { cause: new Error(SQL) }),
  bug: new TypeError(SQL),
  text: `${SQL} as a text`,
  nothing: undefined,
  large: new HttpException('request entity too large', 413, { cause: { type: 'entity.too.large', limit: 100 } }),
  media: new HttpException('Unsupported Media Type: text/xml', 415, { cause: new Error('text/xml') }),
  json: new BadRequestException(`Unexpected token h, "${SQL}"`, {
    cause: { type: 'entity.parse.failed', body: '{"password":hunter2}' },
  }),
  teapot: new HttpException('Short and stout', 418),
  quota: new HttpException(
    { message: 'No stacks left', error: 'Quota', statusCode: 402, plan: 'free', status: 1 },
    402,
  ),
  bare: new HttpException({ code: 'E42' }, 403),
  guard: new BadRequestException(),
};

class What {
  @ApiProperty()
  what!: string;
}

class Key {
  @TextField({ description: 'Something that is not repeated.', max: 10, optional: true })
  key?: string;
}

@Api('Test', 'throws')
class ThrowingController {
  @Get(':what')
  get(@Param() { what }: What, @Query() _: Key): never {
    throw THROWN[what];
  }
}

@Module({ controllers: [ThrowingController] })
class ThrowingModule {}

describe('inside an application of Nest’s default kind, which is not the server’s', () => {
  let app: INestApplication;
  let http: ReturnType<typeof request>;

  beforeAll(async () => {
    app = await NestFactory.create(ThrowingModule, { logger: false });
    await app.listen(0, '127.0.0.1');
    http = request(await app.getUrl());
  });
  afterAll(() => app.close());

  it.each([
    ['invalid', 400, 'Invalid input', '/ports/0/host_port must be an integer from 1 to 65535.'],
    ['missing', 404, 'Not found', 'There is no stack "shop".'],
    ['taken', 409, 'Conflict', 'A stack "shop" exists already.'],
    ['impossible', 422, 'Not possible here', 'The template has no port "9999/tcp".'],
    ['away', 503, 'Unavailable', 'The database does not answer.'],
    ['bug', 500, 'Internal Server Error', 'Something went wrong here. The log has the details.'],
    ['text', 500, 'Internal Server Error', 'Something went wrong here. The log has the details.'],
    ['nothing', 500, 'Internal Server Error', 'Something went wrong here. The log has the details.'],
    ['large', 413, 'Payload Too Large', 'The body is larger than 100 bytes.'],
    ['media', 415, 'Unsupported Media Type', 'The body must be application/json.'],
    ['json', 400, 'Bad Request', 'The body is not valid JSON at line 1, column 13: a value is expected.'],
    ['teapot', 418, "I'm a Teapot", 'Short and stout'],
    ['quota', 402, 'Quota', 'No stacks left'],
    ['bare', 403, 'Forbidden', 'Http Exception'],
    ['guard', 400, 'Bad Request', 'Bad Request'],
  ])('%s is a problem of status %d', async (what, status, title, detail) => {
    const answer = await http.get(`/throws/${what}?key=abc`);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).toMatchObject({ title, status, detail, instance: `/throws/${what}` });
    expect(answer.text).not.toMatch(/SELECT|hunter2|\.ts:|at .*\(|key=/);
  });

  it('takes along what an exception of the application carries, but for what a problem says itself', async () => {
    expect((await http.get('/throws/quota')).body).toEqual({
      ...{ type: 'about:blank', title: 'Quota', status: 402, detail: 'No stacks left', instance: '/throws/quota' },
      plan: 'free',
    });
    expect((await http.get('/throws/bare')).body).toMatchObject({ code: 'E42' });
  });

  it('names the wrong field, and says when to come back after an outage', async () => {
    const entry = { pointer: '/ports/0/host_port', reason: 'must be an integer from 1 to 65535', given: '-1' };
    expect((await http.get('/throws/invalid')).body.errors).toEqual([entry]);
    expect((await http.get('/throws/away')).headers['retry-after']).toBe('5');
    expect((await http.get('/throws/missing')).headers['retry-after']).toBeUndefined();
  });
});
