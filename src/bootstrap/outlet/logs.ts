import { type Env, exporterNames } from '../env';
import { resolveEndpoint } from '../endpoint';
import { loadPeer } from '../peers';
import { explain } from '../connectivity/verdict';
import { type Problem, messageOf, quoted } from '../problem';
import { batchOptions } from './batchOptions';
import { type BatchExporter, Batcher } from './batcher';
import { makeOtlpExporter } from './otlpTarget';
import { type Outlet, makeOutlet } from './outlet';
import { type ThreadCollector, handOver } from './threads';

/** As the SDK has it, by shape. */
export interface LogRecordProcessor {
  onEmit(record: object): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

/** Ways out of this process. */
interface Exits {
  readonly outlets: Outlet[];
  readonly threads: ThreadCollector | undefined;
}

/** The processors of log records that OTEL_LOGS_EXPORTER asks for; an exporter that cannot be made is a problem. */
export function makeLogProcessors(env: Env, problems: Problem[], exits: Exits): LogRecordProcessor[] {
  const processors: LogRecordProcessor[] = [];
  for (const name of exporterNames(env, 'OTEL_LOGS_EXPORTER')) {
    try {
      processors.push(name === 'otlp' ? overOtlp(env, exits) : printing(name));
    } catch (error) {
      problems.push({ text: `the exporter of logs ${quoted(name)} is left out`, fix: messageOf(error) });
    }
  }
  return processors;
}

function overOtlp(env: Env, { outlets, threads }: Exits): LogRecordProcessor {
  const endpoint = resolveEndpoint(env, [], 'logs');
  if (endpoint.url === undefined) throw new Error('its endpoint is no URL');
  const exporter = makeOtlpExporter<object>('logs', endpoint, endpoint.url);
  const options = batchOptions('logs', env);
  const batcher = new Batcher<object>(exporter, options);
  const noun = 'log records';
  const words = { noun, explain: (error: Error) => explain(endpoint, error) };
  const outlet = threads?.add('logs', exporter, options, words);
  if (outlet !== undefined) outlets.push(outlet);
  const give = handOver('logs', exporter);
  outlets.push(
    makeOutlet(batcher, {
      noun,
      request: (records) => exporter.request(records),
      settled: (_, error) => error && words.explain(error),
    }),
  );
  return {
    onEmit: (record) => {
      if (give?.(record) !== true) batcher.add(record);
    },
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
