import { ValidationPipe, type ValidationPipeOptions } from '@nestjs/common';
import type { Operation } from '../setup/api-document.js';
import { ADAPTERS, type Adapter, type Host, startHost } from '../setup/host-app.js';
import { fromTopToBottom, prefilled, REFUSED } from '../setup/prefilled.js';

/** Every route inside another application, whatever pipe that application has for all of its routes. */

const PIPES: Record<string, ValidationPipeOptions | undefined> = {
  none: undefined,
  whitelist: { whitelist: true },
  forbidding: { whitelist: true, forbidNonWhitelisted: true },
  transform: { transform: true },
  implicit: { whitelist: true, transform: true, transformOptions: { enableImplicitConversion: true } },
};

/** What has been restored right before it is pressed. */
const names = ({ operationId = '' }: Operation) => operationId;

interface Pressed {
  status: number;
  text: string;
}

async function press(host: Host, operation: Operation, more = ''): Promise<Pressed> {
  const { address, init } = prefilled(host.api, operation);
  const query = more === '' ? '' : `${address.includes('?') ? '&' : '?'}${more}`;
  const answer = await fetch(`${host.url}${address}${query}`, init);
  return { status: answer.status, text: await answer.text() };
}

/** The same on every fresh server: without the times at which things were made, and as Nest sends null on Express. */
function comparable({ status, text }: Pressed): string {
  return `${status} ${text
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'a time')
    .replace(/\b[0-9a-f]{16}\b/g, 'a digest')
    .replace(/\b[A-Za-z\d]{32}\b/g, 'a secret')
    .replace(/^null$/, '')}`;
}

/** What the first of the applications answered; all others answer the same. */
const answered: Record<string, string> = {};

const settings = ADAPTERS.flatMap((adapter) => Object.keys(PIPES).map((pipes): [Adapter, string] => [adapter, pipes]));

describe.each(settings)('on %s with a pipe of the kind "%s"', (adapter, pipes) => {
  let host: Host;

  beforeAll(async () => {
    host = await startHost(adapter, (app) => {
      if (PIPES[pipes]) app.useGlobalPipes(new ValidationPipe(PIPES[pipes]));
    });
  });
  afterAll(() => host.close());

  it('a parameter that a route does not declare is refused by its name', async () => {
    const wrong: Record<string, string> = {};
    for (const operation of host.api.operations) {
      const first = (operation.parameters ?? []).find(({ in: place }) => place === 'query');
      const given = first ? `${first.name.slice(0, -1)}x` : 'bogus';
      const { status, text } = await press(host, operation, `${given}=1`);
      const errors: unknown = status === 400 ? JSON.parse(text).errors : undefined;
      const reason = first ? `is not known here; did you mean ${first.name}?` : /takes no parameters$/;
      const wanted = [{ parameter: given, reason: expect.stringMatching(reason) }];
      if (first) Object.assign(wanted[0] ?? {}, { reason });
      try {
        expect(errors).toEqual(wanted);
      } catch {
        wrong[names(operation)] = `${status} ${text}`;
      }
    }
    expect(wrong).toEqual({});
  });

  it('a wrong value of a parameter names the parameter', async () => {
    const wrong: Record<string, string> = {};
    let tried = 0;
    for (const operation of host.api.operations)
      for (const { name, in: place, schema } of operation.parameters ?? []) {
        if (place !== 'query' || !(schema?.type === 'boolean' || schema?.type === 'integer' || schema?.enum)) continue;
        const { status, text } = await press(host, operation, `${name}=wrong`);
        const errors: unknown = status === 400 ? JSON.parse(text).errors : undefined;
        const [first] = Array.isArray(errors) ? errors : [];
        tried += 1;
        if (first?.parameter !== name || 'pointer' in first) wrong[`${names(operation)} ${name}`] = `${status} ${text}`;
      }
    expect(tried).toBeGreaterThan(20);
    expect(wrong).toEqual({});
  });

  it('every route answers as it does without any', async () => {
    const answers: Record<string, string> = {};
    for (const operation of fromTopToBottom(host.api))
      answers[names(operation)] = comparable(await press(host, operation));
    for (const [name, answer] of Object.entries(answers)) answered[name] ??= answer;
    expect(answers).toEqual(answered);
    const refused = Object.keys(answers).filter((name) => !answers[name]?.startsWith('2'));
    expect(refused.toSorted()).toEqual(Object.keys(REFUSED).toSorted());
  });
});
