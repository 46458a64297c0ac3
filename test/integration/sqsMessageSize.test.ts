import assert from 'node:assert/strict';
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import { extractMessageContext, injectMessageContext } from '../../src';
import { CREATION } from '../process/consumerWorld';
import { MAX_BYTES, type SqsBody, messageBytes } from '../support/strictMessages';
import { bodyOf, idOf, queueName, sentAttribute, startSqsWorld, text, traceHeaderOf } from './sqsWorld';
import { useWorld } from '../support/useWorld';

/** Name, type and value of a `traceparent` attribute. */
const TRACEPARENT_BYTES = 'traceparent'.length + 'String'.length + 55;

const CONTEXT = trace.setSpanContext(ROOT_CONTEXT, { ...CREATION, traceFlags: TraceFlags.SAMPLED });

const headerOf = (message: SqsBody | undefined) => message?.MessageSystemAttributes?.['AWSTraceHeader']?.StringValue;

describe('the message size limit', () => {
  const world = useWorld(startSqsWorld);
  let QueueUrl: string;

  before(async () => void (QueueUrl = await world.createQueue()));

  const send = async (input: { QueueUrl?: string; MessageBody: string; MessageAttributes?: object }) => {
    await world.sqs.send(new SendMessageCommand({ QueueUrl, ...input } as never));
    return bodyOf(world.server.sent('SendMessage')[0]);
  };

  it('a body that leaves exactly the room takes a traceparent', async () => {
    const sent = await send({ MessageBody: 'x'.repeat(MAX_BYTES - TRACEPARENT_BYTES) });
    assert.equal(messageBytes(sent), MAX_BYTES);
    assert.ok(sentAttribute(sent, 'traceparent'));
    assert.equal(headerOf(sent), undefined);
  });

  it('one byte more, and the system attribute takes the trace, which counts no bytes', async () => {
    const sent = await send({ MessageBody: 'x'.repeat(MAX_BYTES - TRACEPARENT_BYTES + 1) });
    assert.equal(sent.MessageAttributes, undefined);
    assert.equal(headerOf(sent), traceHeaderOf(world.tracing.span('SQS.SendMessage').spanContext()));
  });

  it('a queue that is made anew under the name of one that is gone has not the limit of that one', async () => {
    const small = await world.createQueue({ MaximumMessageSize: '1024' });
    await world.sqs.send(new DeleteQueueCommand({ QueueUrl: small }));
    const { QueueUrl: anew } = await world.sqs.send(new CreateQueueCommand({ QueueName: queueName(small) }));
    assert.equal(anew, small);
    const sent = await send({ QueueUrl: anew, MessageBody: 'x'.repeat(2000) });
    assert.ok(sentAttribute(sent, 'traceparent'));
  });

  it('a body of the full size arrives, and its consumer is connected', async () => {
    const own = await world.createQueue();
    const sent = await send({ QueueUrl: own, MessageBody: 'x'.repeat(MAX_BYTES) });
    assert.equal(sent.MessageBody?.length, MAX_BYTES);
    const [message] = await world.receive(own);
    const creation = trace.getSpanContext(extractMessageContext(message, ROOT_CONTEXT));
    assert.equal(creation && idOf(creation), idOf(world.tracing.span('SQS.SendMessage').spanContext()));
  });

  it("counts UTF-8 bytes, and the application's attributes with names, types and binary values", async () => {
    const MessageAttributes = {
      größe: text('€'.repeat(100)),
      binary: { DataType: 'Binary.png', BinaryValue: new Uint8Array(500) },
    };
    const MessageBody = '€'.repeat(1000);
    const own = 'größe'.length + 2 + 'String'.length + 300 + 'binary'.length + 'Binary.png'.length + 500 + 3000;
    world.instrumentation.setConfig({ maxMessageSize: own + TRACEPARENT_BYTES });
    const fits = await send({ MessageBody, MessageAttributes });
    assert.equal(messageBytes(fits), own + TRACEPARENT_BYTES);
    world.reset();
    world.instrumentation.setConfig({ maxMessageSize: own + TRACEPARENT_BYTES - 1 });
    const full = await send({ MessageBody, MessageAttributes });
    assert.equal(messageBytes(full), own);
    assert.ok(headerOf(full));
  });

  it('`maxMessageSize` respects a queue with a smaller limit', async () => {
    const small = await world.createQueue({ MaximumMessageSize: '1024' });
    world.instrumentation.setConfig({ maxMessageSize: 1024 });
    const fits = await send({ QueueUrl: small, MessageBody: 'x'.repeat(1024 - TRACEPARENT_BYTES) });
    assert.equal(messageBytes(fits), 1024);
    assert.ok(sentAttribute(fits, 'traceparent'));
    world.server.clearRequests();
    const full = await send({ QueueUrl: small, MessageBody: 'x'.repeat(1024) });
    assert.equal(full.MessageAttributes, undefined);
    assert.ok(headerOf(full));
  });

  it("the sum of a batch stays within the limit: who comes first, takes what's left", async () => {
    const entry = (Id: string, length: number) => ({ Id, MessageBody: Id.repeat(length) });
    const rest = MAX_BYTES - 300_000 - 400_000 - 2 * TRACEPARENT_BYTES - 10;
    const Entries = [entry('a', 300_000), entry('b', 400_000), entry('c', rest)];
    const { Successful } = await world.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    assert.equal(Successful?.length, 3);
    const sent = bodyOf(world.server.sent('SendMessageBatch')[0]).Entries ?? [];
    assert.equal(
      sent.reduce((sum, each) => sum + messageBytes(each), 0),
      MAX_BYTES - 10,
    );
    assert.deepEqual(
      sent.map((each) => [sentAttribute(each, 'traceparent') !== undefined, headerOf(each) !== undefined]),
      [
        [true, false],
        [true, false],
        [false, true],
      ],
    );
  });

  it('a batch of the full size is sent, every message with its context', async () => {
    const Entries = Array.from({ length: 8 }, (_, index) => ({
      Id: `${index}`,
      MessageBody: 'x'.repeat(MAX_BYTES / 8),
    }));
    const { Successful } = await world.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    assert.equal(Successful?.length, 8);
    const sent = bodyOf(world.server.sent('SendMessageBatch')[0]).Entries ?? [];
    assert.ok(sent.every((each) => each.MessageAttributes === undefined));
    assert.equal(new Set(sent.map(headerOf)).size, 8);
  });

  it('one large body and many small ones: what fits, is used', async () => {
    const small = Array.from({ length: 9 }, (_, index) => ({ Id: `${index}`, MessageBody: 'x'.repeat(10_000) }));
    const Entries = [{ Id: 'large', MessageBody: 'x'.repeat(950_000) }, ...small];
    await world.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    const sent = bodyOf(world.server.sent('SendMessageBatch')[0]).Entries ?? [];
    assert.equal(sent.filter((each) => sentAttribute(each, 'traceparent') !== undefined).length, 10);
  });

  describe('of queues from before it was raised', () => {
    const FORMER = 262_144;
    const old = { MaximumMessageSize: `${FORMER}` };

    it('a message that fits is not larger than the limit afterwards', async () => {
      const own = await world.createQueue(old);
      for (const length of [FORMER - TRACEPARENT_BYTES, FORMER - TRACEPARENT_BYTES + 1, FORMER - 40, FORMER]) {
        world.server.clearRequests();
        const sent = await send({ QueueUrl: own, MessageBody: 'x'.repeat(length) });
        const fits = length + TRACEPARENT_BYTES <= FORMER;
        assert.equal(sentAttribute(sent, 'traceparent') !== undefined, fits, `${length}`);
        assert.equal(headerOf(sent) === undefined, fits, `${length}`);
      }
    });

    it('so it is with each message of a batch, whose sum may be larger, and with a sum that is not', async () => {
      for (const [length, fits] of [
        [FORMER - 40, false],
        [FORMER - TRACEPARENT_BYTES, true],
        [FORMER / 2 - 20, false],
      ] as const) {
        world.server.clearRequests();
        const Entries = ['a', 'b'].map((Id) => ({ Id, MessageBody: Id.repeat(length) }));
        await world.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
        const [, last] = bodyOf(world.server.sent('SendMessageBatch')[0]).Entries ?? [];
        assert.equal(sentAttribute(last, 'traceparent') !== undefined, fits, `${length}`);
        assert.equal(headerOf(last) === undefined, fits, `${length}`);
      }
    });

    it('what is larger may grow up to the limit of today', async () => {
      const sent = await send({ MessageBody: 'x'.repeat(FORMER + 1) });
      assert.ok(sentAttribute(sent, 'traceparent'));
    });

    it('injectMessageContext keeps to it, too', () => {
      const inject = (length: number) =>
        injectMessageContext({ QueueUrl, MessageBody: 'x'.repeat(length), MessageAttributes: {} }, CONTEXT);
      assert.ok('traceparent' in inject(FORMER - TRACEPARENT_BYTES).MessageAttributes);
      assert.deepEqual(inject(FORMER - 40).MessageAttributes, {});
    });
  });

  describe('that a response has shown', () => {
    const smallest = 1024;
    const small = { MaximumMessageSize: `${smallest}` };
    const full = (url: string) => send({ QueueUrl: url, MessageBody: 'x'.repeat(smallest - 10) });
    /** A queue of which nobody here has seen the limit. */
    const unseen = async () => {
      world.instrumentation.disable();
      const url = await world.createQueue(small);
      world.instrumentation.enable();
      return url;
    };

    it('is that of CreateQueue', async () => {
      assert.ok(headerOf(await full(await world.createQueue(small))));
    });

    it('is that of GetQueueAttributes, once it was asked for', async () => {
      const url = await unseen();
      await assert.rejects(full(url), { name: 'InvalidParameterValue' });
      await world.sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }));
      world.server.clearRequests();
      assert.ok(headerOf(await full(url)));
    });

    it('is that of SetQueueAttributes, and not of one that failed', async () => {
      const url = await unseen();
      const set = (Attributes: Record<string, string>) =>
        world.sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes }));
      await set(small);
      assert.ok(headerOf(await full(url)));
      await set({ MaximumMessageSize: '2048' });
      world.server.clearRequests();
      assert.ok(sentAttribute(await full(url), 'traceparent'));
      await assert.rejects(set({ MaximumMessageSize: '1' }));
      world.server.clearRequests();
      assert.ok(sentAttribute(await full(url), 'traceparent'));
    });
  });

  it('`maxMessageSize` is asked for each destination; what is no size leaves the limit of the service', async () => {
    const asked: string[] = [];
    const limit = (size: number) => (destination: string) => {
      asked.push(destination);
      return size;
    };
    const MessageBody = 'x'.repeat(1000);
    for (const [size, fits] of [
      [1000, false],
      [1000 + TRACEPARENT_BYTES, true],
      [Number.NaN, true],
      [-1, true],
    ] as const) {
      world.reset();
      world.instrumentation.setConfig({ maxMessageSize: limit(size) });
      assert.equal(sentAttribute(await send({ MessageBody }), 'traceparent') !== undefined, fits, `${size}`);
      const input = { QueueUrl, MessageBody, MessageAttributes: {} };
      assert.equal('traceparent' in injectMessageContext(input, CONTEXT).MessageAttributes, fits, `${size}`);
    }
    assert.deepEqual(new Set(asked), new Set([QueueUrl]));
  });

  it('what is too large without us fails as it would without us', async () => {
    const MessageBody = 'x'.repeat(MAX_BYTES + 1);
    await assert.rejects(send({ MessageBody }), { name: 'InvalidParameterValue' });
    assert.equal(world.tracing.span('SQS.SendMessage').attributes['error.type'], 'InvalidParameterValue');
  });
});
