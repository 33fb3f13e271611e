import { createClient } from './client.js';
import { runDemo } from './demo.js';
import { showImported } from './imported.js';
import { showWired } from './wired.js';
import { findServer } from './server.js';

/** `npm run demo`: against the running server, or one of its own. The stacks that it makes are gone afterwards. */
const stack = `demo-${Date.now().toString(36)}`;
const [wired, copy, imported] = [`${stack}-wired`, `${stack}-copy`, `${stack}-file`];
const stacks = [stack, wired, copy, imported];
const server = await findServer();
let ended: Promise<void> | undefined;
/** Leaves nothing behind, whether the demo came to its end or was interrupted. */
const cleanUp = () =>
  (ended ??= (async () => {
    const client = createClient(server.api);
    for (const name of stacks) {
      await client.remove(`/stacks/${name}`).catch(() => {});
      await client.remove(`/stacks/trash/${name}`).catch(() => {});
    }
    await server.stop();
  })());
process.once('SIGINT', () => void cleanUp().finally(() => process.exit(130)));
try {
  const client = createClient(server.api);
  console.log(`The demo talks to ${server.api}.`);
  await runDemo(client, stack);
  await showWired(client, wired, copy);
  await showImported(client, imported);
  for (const name of stacks) {
    await client.remove(`/stacks/${name}`);
    await client.remove(`/stacks/trash/${name}`);
  }
  console.log(`\nDone; the stacks of the demo are deleted and purged again.`);
} finally {
  await cleanUp();
}
