import assert from 'node:assert/strict';
import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { RequestHook } from '../../src';
import { attributes, bodyOf, deepFreeze, inTrace, sentAttribute, startSqsWorld, text } from './sqsWorld';
import { useWorld } from '../support/useWorld';

/** One request of each kind that the queue's messages go through; all of them succeed. */
function everyOperation(QueueUrl: string, single: string | undefined, batched: string | undefined) {
  const hide = { VisibilityTimeout: 30 };
  return [
    new SendMessageCommand({ QueueUrl, MessageBody: 'x', MessageAttributes: attributes(2) }),
    new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: 'a', MessageBody: 'x', MessageAttributes: {} }] }),
    new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['a'], MessageSystemAttributeNames: [] }),
    new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: single, ...hide }),
    new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries: [{ Id: 'a', ReceiptHandle: batched, ...hide }] }),
    new DeleteMessageCommand({ QueueUrl, ReceiptHandle: single }),
    new DeleteMessageBatchCommand({ QueueUrl, Entries: [{ Id: 'a', ReceiptHandle: batched }] }),
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
  ];
}

describe("the caller's objects", () => {
  const world = useWorld(startSqsWorld);
  let QueueUrl: string;

  before(async () => void (QueueUrl = await world.createQueue()));

  /** The trace id of each message on the wire, by its body. */
  const traceIdsOnTheWire = () =>
    new Map(
      world.server.sent('SendMessage').map((request) => {
        const body = bodyOf(request);
        return [body.MessageBody ?? '', sentAttribute(body, 'traceparent')?.split('-')[1]];
      }),
    );

  /** Sends from that many traces at once; tells the trace of each. */
  const sendConcurrently = async (
    client: SQSClient,
    count: number,
    inputOf: (index: number) => { QueueUrl: string; MessageAttributes?: ReturnType<typeof attributes> },
  ) => {
    const callers = new Map<string, string>();
    const send = (index: number) =>
      inTrace(`caller ${index}`, async (span) => {
        callers.set(`${index}`, span.spanContext().traceId);
        await client.send(new SendMessageCommand({ ...inputOf(index), MessageBody: `${index}` }));
      });
    await Promise.all(Array.from({ length: count }, (_, index) => send(index)));
    return callers;
  };

  it("1,000 concurrent sends share one frozen attribute map, and each carries its caller's trace", async () => {
    const MessageAttributes = deepFreeze(attributes(3));
    const callers = await sendConcurrently(world.sqs, 1000, () => deepFreeze({ QueueUrl, MessageAttributes }));
    assert.equal(new Set(callers.values()).size, 1000);
    assert.deepEqual(traceIdsOnTheWire(), callers);
    assert.deepEqual(MessageAttributes, attributes(3));
    assert.equal(world.tracing.spans('SQS.SendMessage').length, 1000);
  });

  it('concurrent batches share one frozen list of entries', async () => {
    const Entries = deepFreeze([{ Id: 'a', MessageBody: 'x', MessageAttributes: attributes(1) }]);
    const callers = new Set<string>();
    const send = (index: number) =>
      inTrace(`caller ${index}`, async (span) => {
        callers.add(span.spanContext().traceId);
        await world.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      });
    await Promise.all(Array.from({ length: 50 }, (_, index) => send(index)));
    const sent = world.server
      .sent('SendMessageBatch')
      .map((request) => sentAttribute(bodyOf(request).Entries?.[0], 'traceparent')?.split('-')[1]);
    assert.deepEqual(new Set(sent), callers);
    assert.equal(sent.length, 50);
  });

  it('`cacheMiddleware` mixes neither contexts nor attributes of concurrent requests', async () => {
    const client = world.client({ cacheMiddleware: true });
    const queues = [QueueUrl, await world.createQueue(), await world.createQueue()];
    const queueOf = (index: number) => queues[index % queues.length] ?? '';
    const callers = await sendConcurrently(client, 60, (index) => ({
      QueueUrl: queueOf(index),
      MessageAttributes: { Priority: text(`p${index}`) },
    }));
    assert.deepEqual(traceIdsOnTheWire(), callers);
    const spans = world.tracing.spans('SQS.SendMessage');
    assert.equal(spans.length, 60);
    for (const span of spans) {
      const [index = ''] = [...callers].find(([, traceId]) => traceId === span.spanContext().traceId) ?? [];
      assert.equal(span.attributes['aws.sqs.queue.url'], queueOf(Number(index)));
      assert.equal(span.attributes['messaging.sqs.message.priority'], `p${index}`);
    }
    assert.equal(new Set(spans.map((span) => span.attributes['aws.request_id'])).size, 60);
  });

  for (const [what, requestHook] of [
    ['', undefined],
    [
      ', also where a hook changes its copy',
      ((_span, _service, _operation, params) => void (params['x'] = 1)) satisfies RequestHook,
    ],
  ] as const) {
    it(`every operation takes deep-frozen input and leaves it as it was${what}`, async () => {
      const queue = await world.createQueue();
      for (const MessageBody of ['a', 'b']) {
        await world.sqs.send(new SendMessageCommand(deepFreeze({ QueueUrl: queue, MessageBody })));
      }
      const [single, batched] = await world.receive(queue);
      world.reset();
      world.instrumentation.setConfig({ requestHook });
      const expected = everyOperation(queue, single?.ReceiptHandle, batched?.ReceiptHandle);
      for (const command of everyOperation(queue, single?.ReceiptHandle, batched?.ReceiptHandle)) {
        const input = deepFreeze(command.input);
        await world.sqs.send(command as SendMessageCommand);
        assert.equal(command.input, input);
        assert.deepEqual(input, expected.find(({ constructor }) => constructor === command.constructor)?.input);
      }
      assert.deepEqual(
        world.tracing.spans().flatMap(({ name }) => (name.startsWith('SQS.') ? [name] : [])),
        expected.map(({ constructor: { name } }) => `SQS.${name.replace('Command', '')}`),
      );
    });
  }

  it('received messages are the very objects that the SDK made, with nothing added', async () => {
    const queue = await world.createQueue();
    await world.sqs.send(
      new SendMessageCommand({ QueueUrl: queue, MessageBody: 'x', MessageAttributes: attributes(1) }),
    );
    const [message] = await world.receive(queue, { VisibilityTimeout: 0 });
    assert.equal(Object.getPrototypeOf(message), Object.prototype);
    assert.deepEqual(Object.keys(message ?? {}).toSorted(), [
      'Attributes',
      'Body',
      'MD5OfBody',
      'MD5OfMessageAttributes',
      'MessageAttributes',
      'MessageId',
      'ReceiptHandle',
    ]);
  });

  for (const [what, input] of [
    ['names nothing', {}],
    ['names some', { MessageAttributeNames: ['Priority', 'tenant.*'], MessageSystemAttributeNames: ['SenderId'] }],
    ['names the old list', { AttributeNames: ['SentTimestamp', 'SenderId'] }],
    ["names 'All'", { MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All'] }],
    ["names '.*'", { MessageAttributeNames: ['.*'], AttributeNames: ['All'] }],
  ] as [string, Partial<ReceiveMessageCommandInput>][]) {
    it(`200 polls with one params object that ${what}: the request never grows`, async () => {
      const params = { QueueUrl, VisibilityTimeout: 0, ...input };
      const before = structuredClone(params);
      const command = new ReceiveMessageCommand(params);
      for (let poll = 0; poll < 100; poll++) {
        await world.sqs.send(new ReceiveMessageCommand(params));
        await world.sqs.send(command);
      }
      assert.deepEqual(params, before);
      const sizes = new Set(world.server.sent('ReceiveMessage').map(({ headers }) => headers['content-length']));
      assert.equal(sizes.size, 1);
      const sent = bodyOf(world.server.sent('ReceiveMessage').at(-1));
      const all = (names: unknown) => Array.isArray(names) && (names.includes('All') || names.includes('.*'));
      if (all(params.MessageAttributeNames)) assert.deepEqual(sent.MessageAttributeNames, params.MessageAttributeNames);
      const system = params.MessageSystemAttributeNames ?? params.AttributeNames;
      if (all(system)) assert.deepEqual(sent.MessageSystemAttributeNames ?? sent.AttributeNames, system);
      for (const names of [sent.MessageAttributeNames, sent.MessageSystemAttributeNames, sent.AttributeNames]) {
        assert.equal(new Set(names).size, names?.length ?? 0);
      }
    });
  }
});
