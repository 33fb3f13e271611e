import { once } from 'node:events';
import { connect, createServer } from 'node:net';

const HOST = '127.0.0.1';
const READY_FOR_QUERY = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);

/** FATAL 57P01 as PostgreSQL sends it. */
function adminShutdown(): Buffer {
  const fields = ['SFATAL', 'VFATAL', 'C57P01', 'Mterminating connection due to administrator command'];
  const body = Buffer.from(`${fields.join('\0')}\0\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

/** A way to a PostgreSQL server on which every new connection is ended in the same packet that says that it is ready. */
export async function endingProxy(port: number): Promise<{ port: number; close: () => Promise<void> }> {
  const server = createServer((client) => {
    const upstream = connect(port, HOST);
    for (const socket of [client, upstream]) socket.on('error', () => socket.destroy());
    client.pipe(upstream);
    client.on('close', () => upstream.destroy());
    upstream.on('data', (data) => {
      if (data.subarray(-READY_FOR_QUERY.length).equals(READY_FOR_QUERY))
        client.end(Buffer.concat([data, adminShutdown()]));
      else client.write(data);
    });
  });
  await once(server.listen(0, HOST), 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    close: async () => void (await once(server.close(), 'close')),
  };
}
