import type * as Grpc from '@grpc/grpc-js';
import { Refusal } from './answer';
import { decodeBody, protobufResult, type Signal, type Take } from './ingest';

/** Takes OTLP over gRPC. */
export interface GrpcReceiver {
  readonly port: number;
  close(): void;
}

/** The library for it is not installed. */
export class NoGrpc extends Error {}

const SERVICES: readonly (readonly [Signal, service: string])[] = [
  ['traces', 'opentelemetry.proto.collector.trace.v1.TraceService'],
  ['metrics', 'opentelemetry.proto.collector.metrics.v1.MetricsService'],
  ['logs', 'opentelemetry.proto.collector.logs.v1.LogsService'],
];
const MAX_MESSAGE = 128 * 2 ** 20;

/**
 * Starts a receiver of OTLP over gRPC, if `@grpc/grpc-js` can be found.
 * @throws {NoGrpc} if it cannot
 * @see https://opentelemetry.io/docs/specs/otlp/#otlpgrpc
 */
export async function startGrpc(port: number, host: string, take: Take): Promise<GrpcReceiver> {
  const grpc = await load();
  // It prints a line of its own about a port that is taken.
  grpc.setLogVerbosity(grpc.logVerbosity.NONE);
  const server = new grpc.Server({ 'grpc.max_receive_message_length': MAX_MESSAGE });
  for (const [signal, service] of SERVICES)
    server.addService(definitionOf(service), { export: exporting(grpc, signal, take) });
  const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const given = await new Promise<number>((resolve, reject) => {
    server.bindAsync(address, grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return { port: given, close: () => server.forceShutdown() };
}

async function load(): Promise<typeof Grpc> {
  try {
    return await import('@grpc/grpc-js');
  } catch {
    throw new NoGrpc('@grpc/grpc-js is not installed');
  }
}

/** Bytes in, bytes out: what is in them is read as over HTTP. */
function definitionOf(service: string): Grpc.ServiceDefinition {
  const asIs = (bytes: Buffer): Buffer => bytes;
  return {
    export: {
      path: `/${service}/Export`,
      requestStream: false,
      responseStream: false,
      requestSerialize: asIs,
      requestDeserialize: asIs,
      responseSerialize: asIs,
      responseDeserialize: asIs,
    },
  };
}

function exporting(grpc: typeof Grpc, signal: Signal, take: Take): Grpc.handleUnaryCall<Buffer, Buffer> {
  return ({ request }, callback) => {
    try {
      callback(null, Buffer.from(protobufResult(take(signal, decodeBody(signal, request)))));
    } catch (error) {
      const refused = error instanceof Refusal;
      const code = refused ? grpc.status.INVALID_ARGUMENT : grpc.status.INTERNAL;
      callback({ code, details: refused ? error.message : 'this went wrong' });
    }
  };
}
