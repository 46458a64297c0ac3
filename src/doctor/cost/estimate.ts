import volumes from '../../../bench/volume.json';

/** What the telemetry of some messages depends on. */
export interface Workload {
  readonly messages: number;
  /** Messages that are sent, and received, by one request: 1 to 10. One alone is sent by the request for one. */
  readonly batch: number;
  /** Messages that are deleted by one request: 1 to 10, likewise. */
  readonly deleteBatch: number;
  readonly detail: 'full' | 'standard';
  readonly batchCreateSpans: boolean;
  /** Receives that bring nothing. */
  readonly emptyPolls: number;
  readonly emptyReceives: 'span' | 'drop';
  /** The share of traces that are kept, 0 to 1. */
  readonly sampling: number;
}

/** What one kind of request or span leaves. */
export interface Estimate {
  readonly step: string;
  readonly spans: number;
  /** OTLP protobuf, not compressed. */
  readonly bytes: number;
}

/** What one request leaves. */
interface Volume {
  readonly spans: number;
  readonly bytes: number;
}

const LARGEST_BATCH = 10;
const NOTHING: Volume = { spans: 0, bytes: 0 };

/**
 * Spans and bytes of each step in the life of messages. The measured volumes are of one message and of ten. What is
 * between them is on the line through both: each message adds one link, and for a send one create span.
 */
export function estimate(workload: Workload): Estimate[] {
  const { messages, batch, deleteBatch, emptyPolls, emptyReceives, sampling } = workload;
  const requests = messages / batch;
  const steps: readonly (readonly [step: string, times: number, each: Volume])[] = [
    ['send', requests, sendOf(workload)],
    ['receive', requests, between(measured(workload, 'receive one'), measured(workload, 'receive ten'), batch)],
    ['receive nothing', emptyPolls, emptyReceives === 'drop' ? NOTHING : measured(workload, 'receive none')],
    ['process', messages, measured(workload, 'process one')],
    [
      'delete',
      messages / deleteBatch,
      between(measured(workload, 'delete one'), measured(workload, 'delete ten'), deleteBatch),
    ],
  ];
  return steps.map(([step, times, { spans, bytes }]) => ({
    step,
    spans: Math.round(times * spans * sampling),
    bytes: Math.round(times * bytes * sampling),
  }));
}

/** All steps as one. */
export function totalOf(estimates: readonly Estimate[]): Estimate {
  const sum = (of: (each: Estimate) => number): number => estimates.reduce((total, each) => total + of(each), 0);
  return { step: 'total', spans: sum(({ spans }) => spans), bytes: sum(({ bytes }) => bytes) };
}

function sendOf(workload: Workload): Volume {
  if (workload.batch === 1) return measured(workload, 'send one');
  const without = measured(workload, 'send ten in a batch, one context');
  if (!workload.batchCreateSpans) return without;
  const { spans, bytes } = measured(workload, 'send ten in a batch');
  const share = workload.batch / LARGEST_BATCH;
  return {
    spans: without.spans + (spans - without.spans) * share,
    bytes: without.bytes + (bytes - without.bytes) * share,
  };
}

function between(one: Volume, ten: Volume, batch: number): Volume {
  const share = (batch - 1) / (LARGEST_BATCH - 1);
  return { spans: one.spans + (ten.spans - one.spans) * share, bytes: one.bytes + (ten.bytes - one.bytes) * share };
}

function measured({ detail }: Workload, step: keyof typeof volumes): Volume {
  return volumes[step][detail];
}
