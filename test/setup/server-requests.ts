import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import { Client } from 'pg';
import { ServerProcess } from './server-process.js';

export interface Answer {
  status: number;
  body: string;
}

/** A request on a connection of its own, or on one of the agent. */
export function send(url: string, method: string, path: string, body?: object, agent?: Agent): Promise<Answer> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers =
    text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  const outgoing = request(`${url}/api/v1${path}`, { method, headers, agent: agent ?? false });
  const answer = once(outgoing, 'response').then(async ([response]) => {
    let received = '';
    for await (const chunk of response.setEncoding('utf8')) received += chunk;
    return { status: response.statusCode, body: received };
  });
  outgoing.end(text);
  return answer;
}

/** A connection to the embedded database, as the server itself makes it. */
export async function connectTo(server: ServerProcess): Promise<Client> {
  const cluster = join(server.environment.DEVARCH_DATA_DIR ?? '', 'postgres');
  const password = await readFile(join(cluster, 'devarch.password'), 'utf8');
  const port = Number((await readFile(join(cluster, 'postmaster.pid'), 'utf8')).split('\n')[3]);
  const client = new Client({ host: '127.0.0.1', port, user: 'devarch', database: 'devarch', password });
  client.on('error', () => {});
  await client.connect();
  return client;
}
