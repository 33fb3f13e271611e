import { isDeepStrictEqual } from 'node:util';
import type { Contestant } from './measure.js';
import type { Call } from './operations.js';

/** What a write makes anew each time, and what therefore differs from one database to the other. */
const ITS_OWN = new Set(['id', 'stack_id', 'created_at', 'updated_at']);

interface Answer {
  status: number;
  body: unknown;
}

async function ask(url: string, { method, path, body }: Call, number: string): Promise<Answer> {
  const headers = body === undefined ? undefined : { 'content-type': 'application/json' };
  const response = await fetch(url + path.replaceAll('{n}', number), {
    method,
    headers,
    body: body?.replaceAll('{n}', number),
  });
  const text = await response.text();
  const is_json = response.headers.get('content-type')?.includes('json') ?? false;
  return { status: response.status, body: is_json ? (JSON.parse(text) as unknown) : text };
}

function withoutOwn(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, inner: unknown) => (ITS_OWN.has(key) ? undefined : inner))) as unknown;
}

/** Whether the server has this operation at all. */
export async function isThere(url: string, call: Call): Promise<boolean> {
  return (await ask(url, call, 'probe-1')).status !== 404;
}

/** Throws unless the answer is one of success. */
export async function demandAnswers({ name, url, calls }: Contestant): Promise<void> {
  for (const call of calls) {
    const answer = await ask(url, call, 'equal-1');
    if (answer.status < 300) continue;
    throw new Error(`${call.method} ${call.path} fails.\n${name}: ${JSON.stringify(answer).slice(0, 3_000)}`);
  }
}

/** Throws, with both answers, unless the two give the same one: reads to the byte, writes but for ids and times. */
export async function demandEqual(some: Contestant, other: Contestant, kind: 'read' | 'write'): Promise<void> {
  for (const [index, call] of some.calls.entries()) {
    const theirs = other.calls[index] ?? call;
    const [left, right] = [await ask(some.url, call, 'equal-1'), await ask(other.url, theirs, 'equal-1')];
    const same =
      kind === 'read' ? isDeepStrictEqual(left, right) : isDeepStrictEqual(withoutOwn(left), withoutOwn(right));
    const in_order = JSON.stringify(withoutOwn(left)) === JSON.stringify(withoutOwn(right));
    if (same && in_order && left.status < 300) continue;
    const shown = [left, right].map((answer) => JSON.stringify(answer).slice(0, 3_000));
    throw new Error(`${call.method} ${call.path} differs.\n${some.name}: ${shown[0]}\n${other.name}: ${shown[1]}`);
  }
}
