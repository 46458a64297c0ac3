import type { Attributes } from '@opentelemetry/api';
import type { Operation, Outcome } from '../operation/operation';
import type { DropReason } from '../propagation/messageAttributes';
import type { Metrics } from './metrics';
import { safely } from './safely';

/** The metrics of one call: measured from its start to its end. */
export class Measurement {
  readonly #metrics: Metrics;
  readonly #operation: Operation;
  readonly #attributes: Attributes;
  readonly #startedAt = performance.now();

  constructor(metrics: Metrics, operation: Operation, attributes: Attributes) {
    this.#metrics = metrics;
    this.#operation = operation;
    this.#attributes = attributes;
  }

  end(outcome: Outcome): void {
    safely('recording metrics', Measurement.#record, this, outcome);
  }

  droppedContext(reason: DropReason): void {
    safely('recording metrics', () => this.#metrics.droppedContext(reason, this.#attributes));
  }

  static #record(this: void, measurement: Measurement, outcome: Outcome): void {
    const { input, kind } = measurement.#operation;
    const { definition } = kind;
    const received = outcome.output && definition.receives?.(outcome.output, input).messages.length;
    measurement.#metrics.call({
      definition,
      outcome,
      attributes: measurement.#attributes,
      duration: (performance.now() - measurement.#startedAt) / 1000,
      sent: sentBy(measurement.#operation),
      received: received ?? 0,
    });
  }
}

function sentBy({ input, kind }: Operation): number {
  const { messaging, batch } = kind.definition;
  if (messaging !== 'send') return 0;
  return batch === undefined ? 1 : batch.entries(input).length;
}

/** A call that is measured but not traced: it goes out exactly as it came. */
export class MeasuredCall {
  readonly tells = true;

  constructor(readonly measurement: Measurement) {}

  inject<T extends object>(command: T): T {
    return command;
  }

  send<A, R>(next: (args: A) => R, args: A): R {
    return next(args);
  }

  end(outcome: Outcome): void {
    this.measurement.end(outcome);
  }
}
