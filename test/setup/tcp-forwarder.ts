import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

const HOST = '127.0.0.1';

/** A stretch of network between a client and a server, with a port that stays while the server's changes. */
export class TcpForwarder {
  /** The server's port. */
  target: number;
  private swallowing = false;
  private breaking: string | undefined;
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((client) => this.accept(client));

  private constructor(target: number) {
    this.target = target;
  }

  static async to(target: number): Promise<TcpForwarder> {
    const forwarder = new TcpForwarder(target);
    await once(forwarder.server.listen(0, HOST), 'listening');
    return forwarder;
  }

  get port(): number {
    const address = this.server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** Connections stay open and nothing passes any more, in new ones too. */
  swallow(): void {
    this.swallowing = true;
    for (const socket of this.sockets) silence(socket);
  }

  /** New connections work again. Those that were swallowed never will, as after a firewall has forgotten them. */
  heal(): void {
    this.swallowing = false;
  }

  /** The next message of a client in which the text stands arrives, and its connection breaks before the answer does. */
  breakAfter(text: string): void {
    this.breaking = text;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private accept(client: Socket): void {
    this.track(client);
    if (this.swallowing) return silence(client);
    const upstream = connect(this.target, HOST);
    this.track(upstream);
    client.pipe(upstream).pipe(client);
    client.on('data', (data) => this.breakIfAsked(data, client, upstream));
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  }

  private breakIfAsked(data: Buffer, client: Socket, upstream: Socket): void {
    if (this.breaking === undefined || !data.includes(this.breaking)) return;
    this.breaking = undefined;
    upstream.unpipe();
    upstream.once('data', () => client.destroy());
  }

  private track(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => this.sockets.delete(socket));
  }
}

function silence(socket: Socket): void {
  socket.unpipe();
  socket.on('data', () => {}).resume();
}
