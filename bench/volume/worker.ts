import type * as Stock from '@opentelemetry/instrumentation-aws-sdk';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { NodeTracerProvider, type ReadableSpan, type SpanProcessor } from '@opentelemetry/sdk-trace-node';
import type * as Ours from '../../src/index';
import { insideOfSpan } from '../listener';
import { load } from '../load';
import { type Process, type Step, stepsOf } from './steps';
import { SOURCES, type Source, type Volume } from './volumes';

const TIMES = 20;
/** Calls after which a client has told its region. */
const FIRST_CALLS = 2;

class Collector implements SpanProcessor {
  spans: ReadableSpan[] = [];
  onStart(): void {}
  onEnd(span: ReadableSpan): void {
    this.spans.push(span);
  }
  async forceFlush(): Promise<void> {}
  async shutdown(): Promise<void> {}
}

const collector = new Collector();

async function measure(source: Source): Promise<Record<string, Volume>> {
  const resource = resourceFromAttributes({ 'service.name': 'orders' });
  new NodeTracerProvider({ resource, spanProcessors: [collector] }).register();
  const { process: run, configure } = attach(source);
  const steps = stepsOf();
  const volumes: Record<string, Volume> = {};
  for (const step of steps) {
    configure(step.options);
    await insideOfSpan(() => repeated(step, run, FIRST_CALLS));
    const spans = await insideOfSpan(() => repeated(step, run, TIMES));
    if (spans.length > 0) volumes[step.name] = volumeOf(spans);
  }
  return volumes;
}

interface Attached {
  readonly process: Process;
  readonly configure: (options: Step['options']) => void;
}

/** Attaches before the SDK is loaded. */
function attach(source: Source): Attached {
  if (source === 'stock') {
    const { AwsInstrumentation } = load('@opentelemetry/instrumentation-aws-sdk') as typeof Stock;
    registerInstrumentations({ instrumentations: [new AwsInstrumentation()] });
    // It has no option that a step sets.
    return { process: (_, handler) => handler(), configure: () => {} };
  }
  const { SqsInstrumentation, processMessage } = load('../src/index.js') as typeof Ours;
  const instrumentation = new SqsInstrumentation({ detail: source });
  registerInstrumentations({ instrumentations: [instrumentation] });
  return {
    process: processMessage,
    configure: (options) => instrumentation.setConfig({ detail: source, ...options }),
  };
}

async function repeated({ prepare, run, counts }: Step, process: Process, times: number): Promise<ReadableSpan[]> {
  const all: ReadableSpan[] = [];
  for (let time = 0; time < times; time++) {
    await prepare?.();
    collector.spans = [];
    await run(process);
    all.push(...(counts === undefined ? collector.spans : collector.spans.filter(counts)));
  }
  return all;
}

function volumeOf(spans: readonly ReadableSpan[]): Volume {
  const sum = (of: (span: ReadableSpan) => number): number =>
    spans.reduce((total, span) => total + of(span), 0) / TIMES;
  const request = ProtobufTraceSerializer.serializeRequest([...spans]);
  if (request === undefined) throw new Error('the serializer gave nothing');
  return {
    spans: spans.length / TIMES,
    attributes: sum(({ attributes }) => Object.keys(attributes).length),
    links: sum(({ links }) => links.length),
    bytes: Math.round(request.byteLength / TIMES),
  };
}

function sourceOf(text: string | undefined): Source {
  const source = SOURCES.find((each) => each === text);
  if (source === undefined) throw new Error('this is started by bench/volume/volumes, with a source');
  return source;
}

void measure(sourceOf(process.argv[2])).then((volumes) => process.send?.(volumes, () => process.exit()));
