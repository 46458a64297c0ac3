import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import {
  extractMessageContext,
  forwardMessage,
  injectMessageContext,
  processMessage,
  wrapMessageHandler,
} from '../../../src';
import { useWorld } from '../../support/useWorld';
import { CREATION, TRACEPARENT, startConsumerWorld } from '../consumerWorld';

/** What applications have that looks half like a message of a client. */
const HALF: Record<string, object> = {
  'an event of a chat': { topic: 'chat', message: { value: 'hi', user: 1 } },
  'a field of a form with headers': { value: {}, headers: {}, status: 200 },
  'a value at an offset in a text': { value: 'x', offset: 'left' },
  'a reading of a sensor': { topic: 'heat', value: 1, partition: 'west' },
  'an answer about a topic': { topic: 'heat', value: 1, headers: {} },
  'a type of a content system': { name: 'page', fields: [{}], properties: {} },
  'a document of a content system': { fields: { title: 'x' }, properties: { color: 'red' } },
  'a task with a queue': { queueName: 'q', opts: {}, data: 1, attemptsMade: 'some' },
  'a parcel on its way': { message: { text: 'x' }, delivery: { eta: 1 }, receiver: { name: 'Bob' } },
  'a body without a broker': { basicProperties: {}, data: 'x' },
  'a message of a service bus': { messageId: '1', body: 'x', lockToken: 'l', applicationProperties: { a: 1 } },
  'a frame of STOMP': { messageId: '1', body: 'x', headers: { a: '1' } },
};

describe('what only looks like a message of a broker', () => {
  const world = useWorld(startConsumerWorld);
  const producer = { send: () => Promise.reject(new Error('sent')) };

  for (const [name, object] of Object.entries(HALF)) {
    it(`${name} is nobody's, and is not sent on`, async () => {
      assert.equal(
        processMessage(object, (given) => given === object),
        true,
      );
      assert.equal(world.tracing.span('process').attributes['messaging.system'], undefined);
      await assert.rejects(forwardMessage(producer, object, { topic: 't' }), /its shape is that of no client/);
    });
  }

  it("takes nothing out of an application's own queue", () => {
    let taken = 0;
    const queue = { getMessage: () => ({ value: String(taken++) }), getTopic: () => 'orders' };
    processMessage(queue, () => undefined);
    assert.equal(taken, 0);
  });

  it('runs the handler whatever is said of the message', () => {
    const message = { value: 'x', headers: {} };
    const none = null as never;
    const broken = Object.defineProperty({}, 'shape', { get: () => assert.fail('read') });
    for (const options of [none, broken]) {
      assert.equal(
        processMessage(message, () => 1, options),
        1,
      );
      assert.equal(wrapMessageHandler(() => 2, options)(message), 2);
      assert.equal(extractMessageContext(message, ROOT_CONTEXT, options), ROOT_CONTEXT);
    }
  });

  it('hears no place that comes later, and none that fails later', async () => {
    const rejections: unknown[] = [];
    const hear = (reason: unknown): number => rejections.push(reason);
    process.on('unhandledRejection', hear);
    try {
      const body = (): Promise<never> => Promise.reject(new Error('late'));
      const shape = { system: 'nats', body };
      assert.equal(
        processMessage({}, () => 1, { shape }),
        1,
      );
      await assert.rejects(forwardMessage(producer, {}, { topic: 't', shape }), TypeError);
      await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(rejections, []);
    } finally {
      process.off('unhandledRejection', hear);
    }
  });

  it('leaves headers alone that only their own class can read', () => {
    for (const headers of [new Headers({ a: '1' }), new URLSearchParams('a=1')]) {
      const carrier = { value: 'x', headers };
      assert.equal(injectMessageContext(carrier), carrier);
    }
  });

  it('reads headers of another realm, and those that list themselves', () => {
    const other: unknown = runInNewContext(`new Map([['traceparent', '${TRACEPARENT}']])`);
    for (const headers of [other, new Headers({ traceparent: TRACEPARENT })]) {
      const found = extractMessageContext({ headers }, ROOT_CONTEXT, { shape: { system: 'nats', headers: 'headers' } });
      assert.equal(trace.getSpanContext(found)?.spanId, CREATION.spanId);
    }
  });
});
