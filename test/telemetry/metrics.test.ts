import assert from 'node:assert/strict';
import type { Attributes, Meter } from '@opentelemetry/api';
import type { OperationDefinition } from '../../src/services/service';
import { type CallFacts, Metrics, type ProcessingFacts } from '../../src/telemetry/metrics';

type Kind = 'counter' | 'histogram';

describe('the points', () => {
  const points: (readonly [metric: string, value: number, errorType?: unknown])[] = [];
  beforeEach(() => (points.length = 0));

  /** @param without instruments that it does not make */
  function meter(without?: Kind): Meter {
    const instrument = (kind: Kind) => (name: string) => {
      if (kind === without) return undefined;
      const keep = (value: number, { 'error.type': type }: Attributes): void =>
        void points.push(type === undefined ? [name, value] : [name, value, type]);
      return { add: keep, record: keep };
    };
    return { createCounter: instrument('counter'), createHistogram: instrument('histogram') } as unknown as Meter;
  }

  function call(facts: Partial<CallFacts>, definition: OperationDefinition = {}, of = meter()): typeof points {
    const usual = { outcome: { output: {} }, attributes: {}, duration: 1, sent: 0, received: 0 };
    new Metrics(of).call({ ...usual, definition, ...facts });
    return points.splice(0);
  }

  function processing(facts: Partial<ProcessingFacts>): typeof points {
    const unknown = { duration: undefined, errorType: undefined, queueTime: undefined, receiveCount: undefined };
    new Metrics(meter()).processing({
      ...unknown,
      attributes: {},
      system: 'sqs',
      overrun: false,
      server: undefined,
      ...facts,
    });
    return points.splice(0);
  }

  it('of a batch count what failed by its code, and as sent the rest, if there is any', () => {
    const results = (...codes: readonly (string | undefined)[]): OperationDefinition => ({
      results: () => codes.map((failureCode) => ({ id: undefined, failureCode })),
    });
    const ofMessages = (sent: number, definition: OperationDefinition): unknown =>
      call({ sent }, definition).filter(([metric]) => metric !== 'rpc.client.call.duration');
    const [sent, failed] = ['messaging.client.sent.messages', 'messaging.sqs.batch.failed_messages'];
    assert.deepEqual(ofMessages(3, {}), [[sent, 3]]);
    assert.deepEqual(ofMessages(3, results()), [[sent, 3]]);
    assert.deepEqual(ofMessages(3, results(undefined, 'Full', 'Full')), [
      [failed, 2, 'Full'],
      [sent, 2, 'Full'],
      [sent, 1],
    ]);
    assert.deepEqual(ofMessages(2, results('Full', 'Late')), [
      [failed, 1, 'Full'],
      [failed, 1, 'Late'],
      [sent, 1, 'Full'],
      [sent, 1, 'Late'],
    ]);
    // A counter never falls, whatever an answer says.
    assert.deepEqual(ofMessages(1, results('Full', 'Full')), [
      [failed, 2, 'Full'],
      [sent, 2, 'Full'],
    ]);
  });

  it('of a processing are those of what is known of it', () => {
    assert.deepEqual(processing({}), []);
    assert.deepEqual(processing({ system: 'other', queueTime: 1500 }), [['messaging.queue_time', 1.5]]);
    const known = { duration: 2, errorType: 'Late', queueTime: 500, receiveCount: 3, overrun: true };
    assert.deepEqual(processing(known), [
      ['messaging.process.duration', 2, 'Late'],
      ['messaging.sqs.queue_time', 0.5],
      ['messaging.sqs.process.receive_count', 3],
      ['messaging.sqs.visibility_timeout.overruns', 1],
    ]);
  });

  it('of one kind are there where a meter makes no instruments of the other', () => {
    const facts = { received: 2 };
    assert.deepEqual(call(facts, {}, meter('histogram')), [['messaging.client.consumed.messages', 2]]);
    assert.deepEqual(call(facts, {}, meter('counter')), [['rpc.client.call.duration', 1]]);
  });
});
