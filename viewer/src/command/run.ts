import { isLoopback } from '../server/guard';
import { type GrpcReceiver, NoGrpc, startGrpc } from '../server/grpc';
import { startViewer, type ViewerServer } from '../server/viewerServer';
import { createModel } from '../model';
import { openFile } from './openFile';
import type { CommandOptions } from './options';
import { portProblem } from './portProblem';
import { startSaving } from './save';

/** How the command talks. */
export interface Terminal {
  readonly say: (line: string) => void;
  readonly warn: (line: string) => void;
}

/** A viewer that runs until somebody ends it. */
export interface Running {
  readonly url: string;
  /** What to say of it. */
  readonly lines: readonly string[];
  /** Ends it at once; what was to be saved is saved. */
  end(): Promise<void>;
}

/** Something that ends the command, in one line. */
export class CommandError extends Error {}

/** @throws {CommandError} */
export async function run(options: CommandOptions, { say, warn }: Terminal): Promise<Running> {
  const { host, port, open, save, maxSpans } = options;
  const saving = save === undefined ? undefined : orSay(() => startSaving(save, warn));
  const model = createModel({ maxSpans });
  if (!isLoopback(host)) {
    warn(`--host ${host}: whoever can reach this machine can read what comes in, and send. There is no password.`);
  }
  const lines: string[] = [];
  let server: ViewerServer;
  try {
    server = await startViewer({ port, host, model, onRequest: saving?.take });
  } catch (error) {
    throw new CommandError(portProblem(error, port, host));
  }
  try {
    if (open !== undefined) lines.push(await show(open, model.add, warn));
  } catch (error) {
    await server.close();
    throw new CommandError(error instanceof Error ? error.message : String(error));
  }
  const grpc = await orNothing(options, server, warn);
  lines.push(`Messages: ${server.url}`);
  lines.push(
    `Takes OTLP over HTTP (protobuf and JSON) on port ${new URL(server.url).port}${overGrpc(grpc)}. Ctrl-C ends.`,
  );
  return {
    url: server.url,
    lines,
    async end() {
      if (typeof grpc === 'object') grpc.close();
      await server.close();
      if (saving !== undefined) say(saving.end(model));
    },
  };
}

function overGrpc(grpc: GrpcReceiver | 'not installed' | 'no port'): string {
  if (typeof grpc === 'object') return ` and over gRPC on port ${grpc.port}`;
  return grpc === 'no port' ? '' : '; install @grpc/grpc-js beside it for gRPC';
}

async function show(file: string, take: (request: unknown) => void, warn: Terminal['warn']): Promise<string> {
  const { requests, unreadable } = await openFile(file, take);
  if (unreadable > 0) warn(`${file}: ${unreadable} lines are no JSON, and are left out`);
  return `${file}: ${requests} ${requests === 1 ? 'request' : 'requests'}`;
}

/** Most use HTTP: what only hinders gRPC is no reason to end. */
async function orNothing(
  { grpcPort, host }: CommandOptions,
  { take }: ViewerServer,
  warn: Terminal['warn'],
): Promise<GrpcReceiver | 'not installed' | 'no port'> {
  try {
    return await startGrpc(grpcPort, host, take);
  } catch (error) {
    if (error instanceof NoGrpc) return 'not installed';
    warn(`No gRPC: port ${grpcPort} cannot be had (--grpc-port chooses another one).`);
    return 'no port';
  }
}

function orSay<T>(start: () => T): T {
  try {
    return start();
  } catch (error) {
    throw new CommandError(error instanceof Error ? error.message : String(error));
  }
}
