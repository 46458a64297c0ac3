import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { log } from '../../telemetry/safely';
import { PACKAGE_NAME, PACKAGE_VERSION } from '../../version';
import type { Endpoint, Protocol, Signal } from '../endpoint';
import { MissingPackage, findPeer } from '../peers';
import { messageOf } from '../problem';
import { OtlpExporter, type OtlpTarget, type Serialize } from './otlpExporter';

/** They bring what makes the bytes. */
const PACKAGES: Readonly<Record<Protocol, string>> = {
  grpc: '@opentelemetry/exporter-trace-otlp-grpc',
  'http/json': '@opentelemetry/exporter-trace-otlp-http',
  'http/protobuf': '@opentelemetry/exporter-trace-otlp-proto',
};

const TRANSFORMER = '@opentelemetry/otlp-transformer';

const GRPC_PATHS: Readonly<Record<Signal, string>> = {
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  metrics: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
};

/**
 * The whole package loads the SDK's metrics, for which no one asks who exports traces. Where a release has these files
 * elsewhere, it is the whole one.
 */
const FILES: Readonly<Record<string, string>> = {
  'traces/http/protobuf': 'trace/protobuf',
  'traces/grpc': 'trace/protobuf',
  'traces/http/json': 'trace/json',
};

interface Serializer {
  serializeRequest(items: unknown): Uint8Array | undefined;
}

const SERIALIZERS: Readonly<Record<Signal, string>> = { traces: 'Trace', metrics: 'Metrics', logs: 'Logs' };

/**
 * Exports a signal to an endpoint.
 * @throws MissingPackage
 */
export function makeOtlpExporter<T>(signal: Signal, endpoint: Endpoint, url: URL): OtlpExporter<T> {
  const serialize = serializerOf<T>(signal, endpoint.protocol);
  return new OtlpExporter<T>(targetOf(signal, endpoint, url), endpoint.timeoutMillis, serialize);
}

function targetOf(signal: Signal, endpoint: Endpoint, url: URL): OtlpTarget {
  const { protocol, headers, compression, certificates } = endpoint;
  const grpc = protocol === 'grpc';
  const tls: Record<string, string> = {};
  for (const [name, file] of Object.entries(certificates)) {
    const content = file === undefined ? undefined : read(file);
    if (content !== undefined) tls[name] = content;
  }
  return {
    url: grpc ? `${url.origin}${GRPC_PATHS[signal]}` : url.href,
    grpc,
    headers: {
      'user-agent': `${PACKAGE_NAME}/${PACKAGE_VERSION}`,
      ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
      'content-type': grpc
        ? 'application/grpc'
        : protocol === 'http/json'
          ? 'application/json'
          : 'application/x-protobuf',
    },
    gzip: compression === 'gzip',
    tls,
  };
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    log.warn(`a certificate cannot be read: ${messageOf(error)}`);
    return undefined;
  }
}

function serializerOf<T>(signal: Signal, protocol: Protocol): Serialize<T> {
  const packageName = PACKAGES[protocol];
  const found = findPeer(packageName);
  if (found === undefined) throw new MissingPackage(packageName, `OTLP over ${protocol}`);
  const name = `${protocol === 'http/json' ? 'Json' : 'Protobuf'}${SERIALIZERS[signal]}Serializer`;
  const serializer = loadSerializer(createRequire(found), `${signal}/${protocol}`, name);
  // A request has one metrics object, and several of the others.
  return signal === 'metrics'
    ? ([metrics]) => serializer.serializeRequest(metrics)
    : (items) => serializer.serializeRequest(items);
}

function loadSerializer(load: NodeJS.Require, kind: string, name: string): Serializer {
  const file = FILES[kind];
  const found = file && exported(load, `${TRANSFORMER}/build/src/${file}`)?.[name];
  const serializer = found || (load(TRANSFORMER) as Record<string, Serializer>)[name];
  if (serializer === undefined) throw new Error(`${TRANSFORMER} has no ${name}`);
  return serializer;
}

function exported(load: NodeJS.Require, path: string): Record<string, Serializer> | undefined {
  try {
    return load(path) as Record<string, Serializer>;
  } catch {
    return undefined;
  }
}
