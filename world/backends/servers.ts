import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jaeger, otelCollector, prometheus } from '../support/install';
import { type Place, type Server, startServer } from '../support/server';

/** A server with an endpoint for OTLP over HTTP. */
export interface Backend extends Server {
  readonly otlp: string;
}

/** Longer than a message and its retries take. */
const DECISION = '10s';
/** Without its own metrics, which would listen on a fixed port. */
const QUIET = { telemetry: { metrics: { level: 'none' }, logs: { level: 'error' } } };

/**
 * Jaeger, with its spans in memory. Its `port` has the query API.
 * @see https://www.jaegertracing.io/docs/latest/deployment/configuration/
 */
export async function startJaeger(): Promise<Backend> {
  let otlp = '';
  const server = await startServer((place) => {
    const [otlpPort = 0] = place.morePorts;
    otlp = `http://127.0.0.1:${otlpPort}`;
    const settings = {
      service: {
        extensions: ['jaeger_storage', 'jaeger_query'],
        pipelines: { traces: { receivers: ['otlp'], exporters: ['jaeger_storage_exporter'] } },
        ...QUIET,
      },
      extensions: {
        jaeger_storage: { backends: { memory: { memory: { max_traces: 100_000 } } } },
        jaeger_query: {
          storage: { traces: 'memory' },
          http: { endpoint: `127.0.0.1:${place.port}` },
          grpc: { endpoint: `127.0.0.1:${place.furtherPort}` },
        },
      },
      receivers: otlpReceiver(otlpPort),
      exporters: { jaeger_storage_exporter: { trace_storage: 'memory' } },
    };
    return jaeger(written(place, 'jaeger.yaml', settings));
  });
  return { ...server, otlp };
}

/**
 * Prometheus, which takes OTLP, and scrapes the ports that it is given.
 * @see https://prometheus.io/docs/guides/opentelemetry/
 */
export async function startPrometheus(scraped: readonly number[], rules: readonly string[]): Promise<Backend> {
  const server = await startServer((place) => {
    const targets = scraped.map((port) => `127.0.0.1:${port}`);
    const settings = {
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      rule_files: rules,
      scrape_configs: [{ job_name: 'workers', static_configs: [{ targets }] }],
    };
    return prometheus(
      `--config.file=${written(place, 'prometheus.yml', settings)}`,
      `--storage.tsdb.path=${join(place.directory, 'data')}`,
      `--web.listen-address=127.0.0.1:${place.port}`,
      '--web.enable-otlp-receiver',
    );
  });
  return { ...server, otlp: `http://127.0.0.1:${server.port}/api/v1/otlp` };
}

/** The OpenTelemetry Collector with these pipelines. Their receiver is `otlp`. */
export async function startCollector({ service, ...components }: CollectorSettings): Promise<Backend> {
  const server = await startServer((place) => {
    const settings = { ...components, receivers: otlpReceiver(place.port), service: { ...service, ...QUIET } };
    return otelCollector(written(place, 'collector.yaml', settings));
  });
  return { ...server, otlp: `http://127.0.0.1:${server.port}` };
}

/** The Collector with a file of the documentation, and short decisions. */
export async function startTailSampling(settings: string, backend: string): Promise<Backend> {
  const server = await startServer(async (place) => {
    // What the tests look into is text.
    const readable = { service: QUIET, exporters: { otlphttp: { encoding: 'json', compression: 'none' } } };
    const { command, args } = await otelCollector(settings, written(place, 'readable.yaml', readable));
    const env = { COLLECTOR_ENDPOINT: `127.0.0.1:${place.port}`, BACKEND_ENDPOINT: backend, DECISION_WAIT: DECISION };
    return { command, args, env };
  });
  return { ...server, otlp: `http://127.0.0.1:${server.port}` };
}

/** Components by name, and the pipelines that they are in. */
export interface CollectorSettings {
  readonly processors?: object;
  readonly connectors?: object;
  readonly exporters: object;
  readonly service: { readonly pipelines: object };
}

function otlpReceiver(port: number): object {
  return { otlp: { protocols: { http: { endpoint: `127.0.0.1:${port}` } } } };
}

/** Settings in a file. JSON is YAML. */
function written({ directory }: Place, name: string, settings: object): string {
  const path = join(directory, name);
  writeFileSync(path, JSON.stringify(settings));
  return path;
}
