import { rm } from 'node:fs/promises';

export default async function teardown() {
  const { stop, folder } = globalThis.devarchTestServer;
  await stop();
  await rm(folder, { recursive: true, force: true });
}
