import assert from 'node:assert/strict';
import { ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import { injectMessageContext } from '../../src';
import { CREATION, TRACEPARENT } from '../process/consumerWorld';
import { startTracing } from '../support/tracing';
import { useWorld } from '../support/useWorld';

const ATTRIBUTE = { DataType: 'String', StringValue: TRACEPARENT };

describe('messages that are not as their types say', () => {
  useWorld(startTracing);

  const inject = <T extends object>(carrier: T): T =>
    injectMessageContext(carrier, trace.setSpanContext(ROOT_CONTEXT, { ...CREATION, traceFlags: TraceFlags.SAMPLED }));
  /** A class computes a member, perhaps from state that a copy has not. */
  class Computed {
    constructor(members: object) {
      Object.assign(this, members);
    }
    get computed(): string {
      return 'x';
    }
  }

  it('are sent as they are, beside those that can carry a context', () => {
    const entries = { QueueUrl: 'q', Entries: [null, 7, { Id: '1', MessageBody: 'b' }] };
    assert.deepEqual(inject(entries).Entries, [
      null,
      7,
      { Id: '1', MessageBody: 'b', MessageAttributes: { traceparent: ATTRIBUTE } },
    ]);
    const records = { topic: 'orders', messages: [null, { value: 'a' }] };
    assert.deepEqual(inject(records).messages, [null, { value: 'a', headers: { traceparent: TRACEPARENT } }]);
    for (const carrier of [null, undefined, 'text', [1]] as unknown as object[]) assert.equal(inject(carrier), carrier);
  });

  it('are sent as they are where they cannot be copied', () => {
    for (const members of [
      { QueueUrl: 'q', MessageBody: 'b' },
      { QueueUrl: 'q', Entries: [{ Id: '1', MessageBody: 'b' }] },
      { topic: 'orders', messages: [{ value: 'a' }] },
      { value: 'a', headers: {} },
    ]) {
      const carrier = new Computed(members);
      assert.equal(inject(carrier), carrier);
      assert.deepEqual(Object.entries(carrier), Object.entries(members));
    }
  });

  it('have no stale context in their system attributes either', () => {
    const own = { DataType: 'String', StringValue: 'own' };
    const system = { AWSTraceHeader: { DataType: 'String', StringValue: 'Root=1-stale' }, Own: own };
    assert.deepEqual(inject({ QueueUrl: 'q', MessageBody: 'b', MessageSystemAttributes: system }), {
      QueueUrl: 'q',
      MessageBody: 'b',
      MessageAttributes: { traceparent: ATTRIBUTE },
      MessageSystemAttributes: { Own: own },
    });
  });

  it('are measured as far as they can be', () => {
    const MessageAttributes = {
      odd: 7,
      bytes: { DataType: 'Binary', BinaryValue: new Uint8Array(10) },
      text: { DataType: 'Binary', BinaryValue: 'aGVsbG8=' },
    };
    const fits = { QueueUrl: 'q', MessageBody: 'x'.repeat(900_000), MessageAttributes };
    assert.deepEqual(inject(fits).MessageAttributes, { ...MessageAttributes, traceparent: ATTRIBUTE });
    // All but 60 of the bytes that SQS takes, by its own count.
    const counted = 'bytes'.length + 'text'.length + 'odd'.length + 2 * 'Binary'.length + 10 + 'aGVsbG8='.length;
    const full = { ...fits, MessageBody: 'x'.repeat(1_048_576 - counted - 60) };
    assert.deepEqual(inject(full).MessageAttributes, MessageAttributes);
  });
});
