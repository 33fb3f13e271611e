import { createClient } from './client.js';
import { runDemo } from './demo.js';
import { findServer } from './server.js';

/** `npm run demo`: against the running server, or one of its own. The stack that it makes is gone afterwards. */
const stack = `demo-${Date.now().toString(36)}`;
const server = await findServer();
let ended: Promise<void> | undefined;
/** Leaves nothing behind, whether the demo came to its end or was interrupted. */
const cleanUp = () =>
  (ended ??= (async () => {
    const client = createClient(server.api);
    await client.remove(`/stacks/${stack}`).catch(() => {});
    await client.remove(`/stacks/trash/${stack}`).catch(() => {});
    await server.stop();
  })());
process.once('SIGINT', () => void cleanUp().finally(() => process.exit(130)));
try {
  const client = createClient(server.api);
  console.log(`The demo talks to ${server.api}.`);
  await runDemo(client, stack);
  await client.remove(`/stacks/${stack}`);
  await client.remove(`/stacks/trash/${stack}`);
  console.log(`\nDone; stack "${stack}" is deleted and purged again.`);
} finally {
  await cleanUp();
}
