import { type Env, envText, list } from '../env';
import { resolveEndpoint } from '../endpoint';
import { loadPeer } from '../peers';
import { explain } from '../connectivity/verdict';
import { type Problem, messageOf } from '../problem';
import { batchOptions } from './batchOptions';
import { type BatchExporter, Batcher } from './batcher';
import { makeOtlpExporter } from './otlpTarget';
import { type Outlet, makeOutlet } from './outlet';

/** As the SDK has it, by shape. */
export interface LogRecordProcessor {
  onEmit(record: object): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

/** The processors of log records that OTEL_LOGS_EXPORTER asks for; an exporter that cannot be made is a problem. */
export function makeLogProcessors(env: Env, problems: Problem[], outlets: Outlet[]): LogRecordProcessor[] {
  const processors: LogRecordProcessor[] = [];
  for (const name of list(envText(env, 'OTEL_LOGS_EXPORTER'))) {
    if (name === 'none') continue;
    try {
      processors.push(name === 'otlp' ? overOtlp(env, outlets) : printing(name));
    } catch (error) {
      problems.push({ text: `the exporter of logs '${name}' is left out`, fix: messageOf(error) });
    }
  }
  return processors;
}

function overOtlp(env: Env, outlets: Outlet[]): LogRecordProcessor {
  const endpoint = resolveEndpoint(env, [], 'logs');
  if (endpoint.url === undefined) throw new Error('its endpoint is no URL');
  const exporter = makeOtlpExporter<object>('logs', endpoint, endpoint.url);
  const batcher = new Batcher<object>(exporter, batchOptions('OTEL_BLRP', env));
  outlets.push(
    makeOutlet(batcher, {
      noun: 'log records',
      request: (records) => exporter.request(records),
      settled: (_, error) => error && explain(endpoint, error),
    }),
  );
  return {
    onEmit: (record) => batcher.add(record),
    forceFlush: () => batcher.flush(),
    shutdown: () => batcher.shutdown(),
  };
}

function printing(name: string): LogRecordProcessor {
  if (name !== 'console') throw new Error('use one of otlp, console, none');
  const { ConsoleLogRecordExporter } = loadPeer('@opentelemetry/sdk-logs', 'OTEL_LOGS_EXPORTER=console');
  const exporter = new (ConsoleLogRecordExporter as new () => BatchExporter<object>)();
  return {
    onEmit: (record) => exporter.export([record], () => {}),
    forceFlush: async () => {},
    shutdown: () => exporter.shutdown(),
  };
}
