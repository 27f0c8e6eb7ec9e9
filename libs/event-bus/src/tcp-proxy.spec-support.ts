import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** Stands between a client and its server, and can lose an answer or go away. */
export class TcpProxy {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private armed = 0;
  /** Answers that were lost. */
  lost = 0;
  /** Connections are refused, and open ones are cut. */
  private away = false;

  constructor(
    private readonly isWrite: (request: Buffer) => boolean,
    private targetPort = 0,
  ) {
    this.server = createServer((client) => this.connected(client));
  }

  async listen(port = 0): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(port, '127.0.0.1', resolve));
    return (this.server.address() as AddressInfo).port;
  }

  forwardTo(port: number): void {
    this.targetPort = port;
  }

  /** The server does what the next write asks for, but its answer is lost and the connection breaks. */
  loseNextAnswer(): void {
    this.armed++;
  }

  goAway(): void {
    this.away = true;
    for (const socket of this.sockets) socket.destroy();
  }

  comeBack(): void {
    this.away = false;
  }

  async close(): Promise<void> {
    this.goAway();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private connected(client: Socket): void {
    if (this.away) return void client.destroy();
    const server = connect(this.targetPort, '127.0.0.1');
    let doomed = false;
    const cut = (): void => {
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) {
      this.sockets.add(socket);
      socket.on('error', cut);
      socket.on('close', () => (this.sockets.delete(socket), cut()));
    }
    client.on('data', (request) => {
      if (this.armed > 0 && !doomed && this.isWrite(request)) {
        this.armed--;
        doomed = true;
      }
      server.write(request);
    });
    server.on('data', (answer) => {
      if (!doomed) return void client.write(answer);
      this.lost++;
      cut();
    });
  }
}

/** In the simple protocol as TypeORM speaks it, a COMMIT is a message of its own. */
export const isCommit = (request: Buffer): boolean => request.includes('COMMIT\0');

/** A Kafka request begins with its length and the number of its kind; 0 is Produce. */
export const isProduce = (request: Buffer): boolean => request.length > 14 && request.readInt16BE(4) === 0;
