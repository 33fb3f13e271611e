import { once } from 'node:events';
import { type IncomingMessage, request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import { isIP } from 'node:net';
import type { GitHttpRequest, GitHttpResponse, HttpClient } from 'isomorphic-git';
import { isPrivate, lookUpPublic, PrivateAddress } from './private-addresses.js';

/** What a Git server may answer to one request, and how long all of them may take. */
export interface Bounds {
  bytes: { GET: number; POST: number };
  milliseconds: number;
  /** Private addresses may be asked, too. */
  private: boolean;
}

/**
 * Requests for isomorphic-git that end: after so many bytes, after so long, and at a redirect, which could lead anywhere.
 * Fails with a message for whoever gave the address.
 */
export function boundedHttp({ bytes, milliseconds, private: open }: Bounds): HttpClient {
  const signal = AbortSignal.timeout(milliseconds);
  return {
    async request(given: GitHttpRequest): Promise<GitHttpResponse> {
      const answer = await send(given, { signal, open });
      const { statusCode = 0, statusMessage = '', headers } = answer;
      if (statusCode >= 300 && statusCode < 400)
        throw new Error(`the address has moved (${statusCode}); give the one that it leads to`);
      const flat = Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]);
      return {
        ...{ url: given.url, method: given.method, statusCode, statusMessage },
        headers: Object.fromEntries(flat),
        body: inOnePiece(await readBounded(answer, given.method === 'POST' ? bytes.POST : bytes.GET)),
      };
    },
  };
}

async function send(
  { url, method = 'GET', headers = {}, body }: GitHttpRequest,
  { signal, open }: { signal: AbortSignal; open: boolean },
): Promise<IncomingMessage> {
  const { protocol, hostname } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  if (!open && isIP(host) !== 0 && isPrivate(host)) throw new PrivateAddress(host);
  const open_request = protocol === 'https:' ? requestSecure : requestPlain;
  const lookup = open ? {} : { lookup: lookUpPublic };
  const request = open_request(url, { method, headers, signal, agent: false, ...lookup });
  const answered = once(request, 'response');
  for await (const chunk of body ?? []) request.write(chunk);
  request.end();
  const [answer]: IncomingMessage[] = await answered;
  if (!answer) throw new Error('no answer');
  return answer;
}

/** All of it at once: what breaks off here is an error of the request, not an answer that is short. */
async function readBounded(answer: IncomingMessage, bytes: number): Promise<Uint8Array> {
  const blocks: Uint8Array[] = [];
  let left = bytes;
  for await (const chunk of answer) {
    const block: Uint8Array = chunk;
    left -= block.length;
    if (left < 0) throw new Error(`it answers more than ${bytes / 1024 / 1024} MiB`);
    blocks.push(block);
  }
  return Buffer.concat(blocks);
}

async function* inOnePiece(block: Uint8Array): AsyncIterableIterator<Uint8Array> {
  yield await Promise.resolve(block);
}
