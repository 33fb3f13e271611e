import autocannon from 'autocannon';
import type { Job, Outcome } from './load.js';

/** The process that makes load: jobs come in as messages, outcomes go out. */

let sent = 0;

/** The request as autocannon takes it; where it has a number of its own, made anew each time. */
function toRequest({ method, path, body }: Job['calls'][number], url: string): autocannon.Request {
  // Said here, because autocannon forgets the port of a request that is made anew.
  const { host } = new URL(url);
  const headers = body === undefined ? { host } : { host, 'content-type': 'application/json' };
  const request = { method, path, body, headers };
  if (!path.includes('{n}') && !body?.includes('{n}')) return request;
  const setupRequest = (): autocannon.Request => {
    sent += 1;
    const number = String(sent);
    return { ...request, path: path.replaceAll('{n}', number), body: body?.replaceAll('{n}', number) };
  };
  return { ...request, setupRequest };
}

/** Every connection begins somewhere else, so that not all of them ask for the same thing at once. */
function spread(client: autocannon.Client, requests: autocannon.Request[], index: number): void {
  const at = (index * 7) % requests.length;
  client.setRequests([...requests.slice(at), ...requests.slice(0, at)].map((request) => ({ ...request })));
}

async function load({ url, calls, connections, amount }: Job): Promise<Outcome> {
  const requests = calls.map((call) => toRequest(call, url));
  const latencies: number[] = [];
  const statuses: Record<string, number> = {};
  let [clients, errors, begin, end] = [0, 0, 0, 0];
  const setupClient = (client: autocannon.Client) => {
    if (begin === 0) begin = performance.now();
    spread(client, requests, clients);
    clients += 1;
  };
  const options = { url, connections, amount, timeout: 60, sampleInt: 20, requests, setupClient };
  await new Promise<void>((resolve, reject) => {
    const running = autocannon(options, (error) => (error ? reject(error) : resolve()));
    running.on('response', (_client, status, _bytes, time) => {
      end = performance.now();
      latencies.push(time);
      statuses[status] = (statuses[status] ?? 0) + 1;
    });
    running.on('reqError', () => {
      errors += 1;
    });
  });
  return { latencies: Float64Array.from(latencies), seconds: (end - begin) / 1000, statuses, errors };
}

process.on('message', (job: Job) => {
  load(job).then(
    (outcome) => process.send?.({ outcome }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
