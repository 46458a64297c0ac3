import {
  type Attributes,
  type Counter,
  type Histogram,
  type Meter,
  type MeterProvider,
  createNoopMeter,
  metrics,
} from '@opentelemetry/api';
import type { Outcome } from '../operation/operation';
import type { DropReason } from '../propagation/messageAttributes';
import type { ServerAddress } from '../semconv/aws';
import { besideSpan } from '../semconv/metricAttributes';
import { METRICS, type MetricKey, isDatabaseCall, isGenAiCall, setDropReason, tokenPoints } from '../semconv/metrics';
import type { EntryResult, OperationDefinition } from '../services/service';
import { SCHEMA_URL } from '../semconv/releases';
import { PACKAGE_NAME, PACKAGE_VERSION } from '../version';
import { PointSet, PointSets } from './pointSets';
import { copyToExtend } from '../values';

/** What is counted of one call. */
export interface CallFacts {
  readonly definition: OperationDefinition;
  readonly outcome: Outcome;
  /** Those that the span started with. */
  readonly attributes: Attributes;
  /** Those of the answer, where metrics count what it says. */
  readonly answer?: Attributes | undefined;
  /** Seconds. */
  readonly duration: number;
  /** Messages that the request sent. */
  readonly sent: number;
  /** Messages that the response brought. */
  readonly received: number;
}

/** What is counted of one processed message. */
export interface ProcessingFacts {
  /** Those that the span started with. */
  readonly attributes: Attributes;
  readonly system: 'sqs' | 'other';
  /** Seconds; undefined if somebody else measures it. */
  readonly duration: number | undefined;
  readonly errorType: string | undefined;
  /** Milliseconds. */
  readonly queueTime: number | undefined;
  readonly receiveCount: number | undefined;
  readonly overrun: boolean;
  /** The host that the message was received from, if a receive of this process brought it. */
  readonly server: ServerAddress | undefined;
}

/** The instruments of one meter, made once. Points are recorded whether or not their span is sampled. */
export class Metrics {
  readonly #histograms: Partial<Record<MetricKey, Histogram>> = {};
  readonly #counters: Partial<Record<MetricKey, Counter>> = {};
  readonly #points = new PointSets();

  constructor(meter: Meter) {
    for (const [key, metric] of Object.entries(METRICS) as [MetricKey, (typeof METRICS)[MetricKey]][]) {
      const { name, unit, description } = metric;
      if (metric.type === 'counter') this.#counters[key] = meter.createCounter(name, { unit, description });
      else {
        const advice = { explicitBucketBoundaries: metric.buckets };
        this.#histograms[key] = meter.createHistogram(name, { unit, description, advice });
      }
    }
  }

  call({ definition, outcome, attributes, answer, duration, sent, received }: CallFacts): void {
    const { output, tolerated, server } = outcome;
    const points = this.#points.of(attributes, server);
    const errorType = tolerated === 'expected' ? undefined : outcome.errorType;
    this.#record('callDuration', duration, points, errorType);
    if (isDatabaseCall(attributes)) this.#record('databaseDuration', duration, points, errorType);
    if (isGenAiCall(attributes)) {
      this.#genAi({ ...attributes, ...besideSpan(server), ...answer }, duration, errorType);
    }
    if (definition.messaging !== undefined) this.#record('operationDuration', duration, points, errorType);
    if (received > 0) this.#add('consumedMessages', received, points);
    const failed = countByCode(output && definition.results?.(output));
    for (const [code, count] of failed) this.#add('batchFailures', count, points, code);
    if (sent === 0) return;
    if (output === undefined) return this.#add('sentMessages', sent, points, errorType);
    let succeeded = sent;
    for (const [code, count] of failed) {
      this.#add('sentMessages', count, points, code);
      succeeded -= count;
    }
    if (succeeded > 0) this.#add('sentMessages', succeeded, points);
  }

  processing(facts: ProcessingFacts): void {
    const { attributes, system, duration, errorType, queueTime, receiveCount, overrun, server } = facts;
    const points = this.#points.of(attributes, server);
    if (duration !== undefined) this.#record('processDuration', duration, points, errorType);
    const timeKey = system === 'sqs' ? 'queueTime' : 'brokerQueueTime';
    if (queueTime !== undefined) this.#record(timeKey, queueTime / 1000, points);
    if (receiveCount !== undefined) this.#record('receiveCount', receiveCount, points);
    if (overrun) this.#add('visibilityOverruns', 1, points);
  }

  /** Messages that came without a receive of this process: pushed by Lambda. */
  delivered(count: number, attributes: Attributes): void {
    this.#add('consumedMessages', count, this.#points.of(attributes));
  }

  /** A message that was sent on. */
  forwarded(attributes: Attributes): void {
    this.#add('forwardedMessages', 1, this.#points.of(attributes));
  }

  droppedContext(reason: DropReason, started: Attributes): void {
    const attributes = copyToExtend(started);
    setDropReason(attributes, reason);
    this.#add('droppedContexts', 1, this.#points.of(attributes));
  }

  #genAi(attributes: Attributes, duration: number, errorType: string | undefined): void {
    // No two answers need be alike.
    this.#record('genAiDuration', duration, new PointSet(attributes), errorType);
    for (const { tokens, of } of tokenPoints(attributes)) this.#record('tokenUsage', tokens, new PointSet(of));
  }

  #record(key: MetricKey, value: number, points: PointSet, errorType?: string): void {
    this.#histograms[key]?.record(value, points.attributes(key, errorType));
  }

  #add(key: MetricKey, value: number, points: PointSet, errorType?: string): void {
    this.#counters[key]?.add(value, points.attributes(key, errorType));
  }
}

function countByCode(results: readonly EntryResult[] | undefined): ReadonlyMap<string, number> {
  if (results === undefined) return NO_CODES;
  const counts = new Map<string, number>();
  for (const { failureCode } of results) {
    if (failureCode !== undefined) counts.set(failureCode, (counts.get(failureCode) ?? 0) + 1);
  }
  return counts;
}

const NO_CODES: ReadonlyMap<string, number> = new Map();

/** The metrics to record to now, or undefined where nobody listens. Like {@link TracerSource}, for meters. */
export class MetricsSource {
  #fixed: MeterProvider | undefined;
  #known: MeterProvider | undefined;
  #metrics: Metrics | undefined;

  /** Uses one provider from now on; the registered one, or one that measures nothing, means: whichever is registered. */
  use(provider: MeterProvider): void {
    this.#fixed = provider !== metrics.getMeterProvider() && measures(provider) ? provider : undefined;
  }

  /** The provider in use, and the registered one, in which the application's own metrics are. */
  providers(): readonly unknown[] {
    return [this.#fixed, metrics.getMeterProvider()];
  }

  get(): Metrics | undefined {
    const provider = this.#fixed ?? metrics.getMeterProvider();
    if (provider !== this.#known) {
      this.#known = provider;
      this.#metrics = measures(provider)
        ? new Metrics(provider.getMeter(PACKAGE_NAME, PACKAGE_VERSION, { schemaUrl: SCHEMA_URL }))
        : undefined;
    }
    return this.#metrics;
  }
}

/** Another copy of the API has a meter of its own that measures nothing, and hands it over where it sees no SDK. */
function measures(provider: MeterProvider): boolean {
  const meter = provider.getMeter(PACKAGE_NAME, PACKAGE_VERSION, { schemaUrl: SCHEMA_URL });
  return meter !== createNoopMeter() && meter.constructor.name !== 'NoopMeter';
}
