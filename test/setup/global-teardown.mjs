import { rm } from 'node:fs/promises';

export default async function teardown() {
  const { stop, folder, drop } = globalThis.devarchTestServer;
  await drop();
  await stop();
  await rm(folder, { recursive: true, force: true });
}
