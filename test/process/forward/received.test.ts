import assert from 'node:assert/strict';
import { ROOT_CONTEXT, propagation, trace } from '@opentelemetry/api';
import { describeBy } from '../../../src/propagation/brokers/customShape';
import { fifoId } from '../../../src/process/forward/fifoId';
import { addedWith } from '../../../src/process/forward/ownAttributes';
import { atOnce } from '../../../src/process/forward/publishers/serializers';
import { receivedParts } from '../../../src/process/forward/receivedParts';
import { startTracing } from '../../support/tracing';
import { useWorld } from '../../support/useWorld';
import { kafkaMessage } from '../brokers/messages';
import { CREATION, message } from '../consumerWorld';

describe('a received message that is to be sent on', () => {
  useWorld(startTracing);

  it('in the casing of Lambda has its id, what SQS says of it, and what an earlier forward noted', () => {
    const parts = receivedParts({
      messageId: 'lambda-1',
      receiptHandle: 'r',
      body: 'body',
      attributes: { MessageGroupId: 'tenant-1' },
      messageAttributes: { 'x-original-trace-id': { dataType: 'String', stringValue: 'first' } },
    });
    assert.deepEqual([parts.id, parts.body, parts.system], ['lambda-1', 'body', { MessageGroupId: 'tenant-1' }]);
    assert.equal(parts.noted('x-original-trace-id'), 'first');
    assert.equal(parts.noted('x-error'), undefined);
  });

  it('has a count of forwards, or none: what is below nought is none', () => {
    for (const [count, expected] of [
      ['0', 0],
      ['5', 5],
      ['-3', undefined],
      ['many', undefined],
    ] as const)
      assert.equal(receivedParts(kafkaMessage({ headers: { 'x-retry-count': count } })).retryCount, expected, count);
    const shaped = { value: 'x', tries: 5, headers: { 'x-retry-count': '0' } };
    describeBy(shaped, { system: 'nats', body: 'value', headers: 'headers', retryCount: 'tries' });
    assert.equal(receivedParts(shaped).retryCount, 0, 'the count of forwards goes before that of the client');
  });

  it('that cannot be is refused, and it is said why', () => {
    const hidden = { value: 'x' };
    describeBy(hidden, { system: 'nats', body: 'value', headers: () => 'none' });
    for (const [given, why] of [
      [hidden, /its headers cannot be read/],
      [message({ Body: undefined }), /its body is not there as it was sent/],
      [{ id: 1 }, /its shape is that of no client that is known/],
    ] as const)
      assert.throws(() => receivedParts(given), { name: 'TypeError', message: why });
    assert.equal(receivedParts(hidden, true).body, 'x');
  });

  it('has baggage that came with a trace, or as an attribute of its own', () => {
    const carrying = propagation.setBaggage(ROOT_CONTEXT, propagation.createBaggage({ tenant: { value: 'blue' } }));
    const traced = trace.setSpanContext(carrying, { ...CREATION, traceFlags: 1 });
    assert.equal(addedWith(traced)('Baggage'), true);
    assert.equal(addedWith(carrying)('baggage'), false);
    for (const given of [traced, carrying]) assert.equal(addedWith(given)('traceparent'), true);
  });

  it('has an id for a FIFO queue, if it has any', () => {
    assert.deepEqual([undefined, '', 'as-it-is'].map(fifoId), [undefined, undefined, 'as-it-is']);
    for (const id of ['with blanks', 'x'.repeat(129)]) assert.match(fifoId(id) ?? '', /^[\da-f]{64}$/);
  });

  it('is not compared with what is made later, whose failure somebody hears', () => {
    let heard = false;
    const made = Object.assign(Promise.resolve(), { catch: async () => void (heard = true) });
    assert.equal(atOnce(made), made);
    assert.equal(heard, true);
  });
});
