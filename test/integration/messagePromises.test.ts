import assert from 'node:assert/strict';
import { type Message, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { TextMapPropagator } from '@opentelemetry/api';
import { CompositePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3';
import { forwardMessage, injectMessageContext, processMessage } from '../../src';
import { sizeOf } from '../../src/propagation/budget';
import { CREATION } from '../process/consumerWorld';
import { useWorld } from '../support/useWorld';
import { attributes, bodyOf, inTrace, sentAttribute, startSqsWorld, text, traceparentOf } from './sqsWorld';

const OWN_CONTEXT = traceparentOf({ ...CREATION, traceFlags: 1 });

/** Runs a piece of application and gives the rejections that nobody handled. */
async function unhandledIn(run: () => Promise<void>): Promise<unknown[]> {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  const listeners = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', note);
  try {
    await run();
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.off('unhandledRejection', note);
    for (const listener of listeners) process.on('unhandledRejection', listener);
  }
  return unhandled;
}

describe('functions of options that are `async`', () => {
  const world = useWorld(startSqsWorld);
  let QueueUrl: string;
  before(async () => void (QueueUrl = await world.createQueue()));

  const fails = (async () => {
    throw new Error('of the option');
  }) as unknown;

  it('a `maxMessageSize` that rejects says nothing, and its rejection is handled', async () => {
    world.instrumentation.setConfig({ maxMessageSize: fails as () => number });
    const unhandled = await unhandledIn(async () => {
      await world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
      injectMessageContext({ QueueUrl, MessageBody: 'x' });
    });
    assert.deepEqual(unhandled, []);
    assert.ok(sentAttribute(bodyOf(world.server.sent('SendMessage')[0]), 'traceparent'));
  });

  it('a `propagateMessageContext` that does not answer with true keeps the context back everywhere', async () => {
    for (const predicate of [fails, async () => true, () => 1]) {
      world.reset();
      world.instrumentation.setConfig({ propagateMessageContext: predicate as () => boolean });
      const input = { QueueUrl, MessageBody: 'x' };
      const unhandled = await unhandledIn(() =>
        inTrace('application', async () => {
          assert.deepEqual(injectMessageContext(input), input);
          await world.sqs.send(new SendMessageCommand(input));
        }),
      );
      assert.deepEqual(unhandled, []);
      assert.equal(bodyOf(world.server.sent('SendMessage')[0]).MessageAttributes, undefined);
    }
  });
});

const TENANT: TextMapPropagator = {
  inject: (_context, carrier, setter) => setter.set(carrier, 'x-tenant', 'acme'),
  extract: (context) => context,
  fields: () => ['x-tenant'],
};

describe('a propagator of the application beside W3C', () => {
  const propagators = [TENANT, new W3CTraceContextPropagator()];
  const world = useWorld(() => startSqsWorld({}, { propagator: new CompositePropagator({ propagators }) }));
  let QueueUrl: string;
  before(async () => void (QueueUrl = await world.createQueue()));

  const send = async (MessageAttributes: Record<string, { DataType: string; StringValue: string }>) => {
    world.server.clearRequests();
    await world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', MessageAttributes }));
    return bodyOf(world.server.sent('SendMessage')[0]);
  };

  it('its field, set by the application, is no trace context: the trace goes out beside it', async () => {
    const sent = await send({ 'x-tenant': text('acme') });
    assert.ok(sentAttribute(sent, 'traceparent'));
    assert.equal(sentAttribute(sent, 'x-tenant'), 'acme');
  });

  it('its field does not make a relay: a context that the application has set is kept', async () => {
    const [message] = await world.receive(QueueUrl);
    const own = { 'x-tenant': text('acme'), traceparent: text(OWN_CONTEXT) };
    const sent = await processMessage(message as Message, () => send(own));
    assert.equal(sentAttribute(sent, 'traceparent'), OWN_CONTEXT);
  });
});

describe('a propagator whose fields are not all text', () => {
  const fields = (): string[] => ['x-tenant', 5, null] as string[];
  const world = useWorld(() => startSqsWorld({}, { propagator: { ...TENANT, fields } }));

  it('does not keep a forward back', async () => {
    const queueUrl = await world.createQueue();
    const message = { MessageId: 'id', Body: 'x', MessageAttributes: attributes(2) };
    await forwardMessage(world.sqs, message, { queueUrl });
    assert.equal(sentAttribute(bodyOf(world.server.sent('SendMessage')[0]), 'a1'), 'v1');
  });
});

describe('B3 in several fields', () => {
  const propagator = new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER });
  const world = useWorld(() => startSqsWorld({}, { propagator }));

  const relayed = async (change: object): Promise<[before: string | undefined, sent: string | undefined]> => {
    const QueueUrl = await world.createQueue();
    await world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
    const [message = assert.fail()] = await world.receive(QueueUrl);
    world.server.clearRequests();
    const MessageAttributes = { ...message.MessageAttributes, ...change };
    const input = { QueueUrl, MessageBody: 'x', MessageAttributes };
    await processMessage(message, () => world.sqs.send(new SendMessageCommand(input)));
    const before = message.MessageAttributes?.['x-b3-spanid']?.StringValue;
    return [before, sentAttribute(bodyOf(world.server.sent('SendMessage')[0]), 'x-b3-spanid')];
  };

  it('another span of the same trace is a context of the application', async () => {
    const [, sent] = await relayed({ 'x-b3-spanid': text(CREATION.spanId) });
    assert.equal(sent, CREATION.spanId);
  });

  it('a copy of the received one is replaced', async () => {
    const [before, sent] = await relayed({});
    assert.ok(before);
    assert.ok(sent);
    assert.notEqual(sent, before);
  });
});

describe("a receive with `awsTraceHeader: 'never'`", () => {
  const world = useWorld(startSqsWorld);

  it('does not ask for the header, and asks for all the rest', async () => {
    const QueueUrl = await world.createQueue();
    const asked = async (): Promise<readonly string[]> => {
      world.server.clearRequests();
      await world.receive(QueueUrl);
      return bodyOf(world.server.sent('ReceiveMessage')[0]).MessageSystemAttributeNames ?? [];
    };
    const usual = await asked();
    world.instrumentation.setConfig({ awsTraceHeader: 'never' });
    const never = await asked();
    assert.ok(usual.includes('AWSTraceHeader'));
    assert.deepEqual(
      never,
      usual.filter((name) => name !== 'AWSTraceHeader'),
    );
  });
});

describe('the bytes of a message', () => {
  const world = useWorld(startSqsWorld);

  it("count SNS' subject, also for `injectMessageContext`", async () => {
    const input = {
      TopicArn: 'arn:aws:sns:us-east-1:000000000000:topic',
      Subject: 'é'.repeat(45),
      Message: 'x'.repeat(262_144 - 90),
    };
    await inTrace('application', async () => {
      assert.deepEqual(injectMessageContext(input), input);
      const shorter = { ...input, Message: 'x'.repeat(262_144 - 90 - 72) };
      assert.ok('MessageAttributes' in injectMessageContext(shorter));
    });
    assert.equal(world.server.requests.length, 0);
  });

  it('count any view of a buffer', () => {
    for (const BinaryValue of [new Uint8Array(6), new Uint16Array(3), new DataView(new ArrayBuffer(6))]) {
      const message = { MessageBody: '', MessageAttributes: { b: { DataType: 'Binary', BinaryValue } } };
      assert.equal(sizeOf([message], 'MessageBody'), 'b'.length + 'Binary'.length + 6);
    }
  });
});
