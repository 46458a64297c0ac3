import type { Server } from 'node:http';

/** A server of the simulation, on 127.0.0.1. */
export interface Service {
  readonly url: string;
  stop(): Promise<void>;
}

export async function stopServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
