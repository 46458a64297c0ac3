import assert from 'node:assert/strict';
import {
  CreateQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
  type Message,
  type MessageAttributeValue,
  type ReceiveMessageCommandInput,
  type SendMessageCommandInput,
} from '@aws-sdk/client-sqs';
import { startAwsServer } from '../support/awsServer';
import { useWorld } from '../support/useWorld';

const text = (StringValue: string): MessageAttributeValue => ({ DataType: 'String', StringValue });
const many = (count: number): Record<string, MessageAttributeValue> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${index}`, text('v')]));

describe('the SQS emulator, messages', () => {
  const server = useWorld(startAwsServer);
  let sqs: SQSClient;
  let QueueUrl: string;
  let queues = 0;

  before(() => void (sqs = new SQSClient({ ...server.clientConfig, maxAttempts: 1 })));
  after(() => sqs.destroy());
  beforeEach(async () => {
    queues += 1;
    const created = await sqs.send(new CreateQueueCommand({ QueueName: `messages-${queues}` }));
    QueueUrl = created.QueueUrl ?? '';
  });

  const send = (input: Omit<SendMessageCommandInput, 'QueueUrl' | 'MessageBody'> = {}, MessageBody = 'msg') =>
    sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...input }));
  const peek = async (input: Omit<ReceiveMessageCommandInput, 'QueueUrl'> = {}): Promise<Message | undefined> => {
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 0, ...input }));
    return Messages?.[0];
  };
  const refused = (sending: Promise<unknown>, name: string, message: RegExp | string) =>
    assert.rejects(sending, { name, message });

  // Attributes and digests as recorded from AWS:
  // https://github.com/localstack/localstack/blob/00aef84757d489598a4e251cf660f10912498b4c/tests/aws/services/sqs/test_sqs.snapshot.json
  const recorded = { Hello: text('There'), General: text('Kenobi'), 'Help.Me': text('Me') };
  const receives: [string, string[] | undefined, string[], string | undefined][] = [
    ['nothing asked', undefined, [], undefined],
    ['All', ['All'], ['General', 'Hello', 'Help.Me'], '4c360f3fdafd970e05fae2f149d997f5'],
    ['.*', ['.*'], ['General', 'Hello', 'Help.Me'], '4c360f3fdafd970e05fae2f149d997f5'],
    ['names', ['Hello', 'General'], ['General', 'Hello'], 'fca026605781cb4126a1e9044df24232'],
    ['one name and a wrong one', ['Hello', 'World'], ['Hello'], 'a311262e065454b75da111d535b8dacd'],
    ['a prefix', ['He.*'], ['Hello', 'Help.Me'], '83fee93c1bcd8b9a5a923ffacdc636c7'],
    ['only wrong names', ['World'], [], undefined],
  ];
  for (const [title, MessageAttributeNames, names, digest] of receives) {
    it(`returns the message attributes that were asked for: ${title}`, async () => {
      const sent = await send({ MessageAttributes: recorded });
      assert.equal(sent.MD5OfMessageAttributes, '4c360f3fdafd970e05fae2f149d997f5');
      const message = await peek({ MessageAttributeNames });
      assert.deepEqual(Object.keys(message?.MessageAttributes ?? {}).toSorted(), names);
      assert.equal(message?.MD5OfMessageAttributes, digest);
    });
  }

  it('digests binary attributes', async () => {
    const BinaryValue = Buffer.from('traceparent\x1e00-774062d6c37081a5a0b9b5b88e30627c-2d2482211f6489da-01');
    await send({ MessageAttributes: { attr1: { DataType: 'Binary', BinaryValue }, other: text('x') } });
    const message = await peek({ MessageAttributeNames: ['attr1'] });
    assert.equal(message?.MD5OfMessageAttributes, '8cbe4db156db8a94db8b801b7addb984');
    assert.deepEqual(Buffer.from(message?.MessageAttributes?.['attr1']?.BinaryValue ?? []), BinaryValue);
  });

  it('returns system attributes only when asked for, under either parameter', async () => {
    await send({ MessageGroupId: 'tenant' });
    assert.equal((await peek())?.Attributes, undefined);
    const all = (await peek({ MessageSystemAttributeNames: ['All'] }))?.Attributes ?? {};
    assert.deepEqual(Object.keys(all).toSorted(), [
      'ApproximateFirstReceiveTimestamp',
      'ApproximateReceiveCount',
      'MessageGroupId',
      'SenderId',
      'SentTimestamp',
    ]);
    assert.deepEqual((await peek({ AttributeNames: ['MessageGroupId' as 'All'] }))?.Attributes, {
      MessageGroupId: 'tenant',
    });
  });

  it('keeps AWSTraceHeader of a message and of a batch entry', async () => {
    const header = 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1';
    const MessageSystemAttributes = { AWSTraceHeader: text(header) };
    const single = await send({ MessageSystemAttributes });
    assert.match(single.MD5OfMessageSystemAttributes ?? '', /^[0-9a-f]{32}$/);
    assert.equal((await peek())?.Attributes, undefined);
    assert.deepEqual((await peek({ MessageSystemAttributeNames: ['AWSTraceHeader'] }))?.Attributes, {
      AWSTraceHeader: header,
    });
    const entries = [
      { Id: 'with', MessageBody: 'with', MessageSystemAttributes },
      { Id: 'without', MessageBody: 'w/o' },
    ];
    const batch = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: entries }));
    const digests = batch.Successful?.map((entry) => entry.MD5OfMessageSystemAttributes);
    assert.deepEqual(digests, [single.MD5OfMessageSystemAttributes, undefined]);
    const { Messages } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, AttributeNames: ['All'] }),
    );
    const headers = Messages?.map((message) => [message.Body, message.Attributes?.AWSTraceHeader]);
    assert.deepEqual(
      headers,
      [
        ['with', header],
        ['w/o', undefined],
        ['msg', header],
      ].toSorted(byArrival(Messages)),
    );
  });

  it("takes the request's X-Amzn-Trace-Id for a message without AWSTraceHeader", async () => {
    const client = new SQSClient(server.clientConfig);
    client.middlewareStack.add(
      (next) => (args) => {
        (args.request as { headers: Record<string, string> }).headers['X-Amzn-Trace-Id'] = 'Root=1-2-3';
        return next(args);
      },
      { step: 'build' },
    );
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'msg' }));
    client.destroy();
    assert.equal((await peek({ AttributeNames: ['All'] }))?.Attributes?.['AWSTraceHeader'], 'Root=1-2-3');
  });

  it('refuses an eleventh message attribute', async () => {
    await send({ MessageAttributes: many(10) });
    await refused(
      send({ MessageAttributes: many(11) }),
      'InvalidParameterValue',
      'Number of message attributes [11] exceeds the allowed maximum [10].',
    );
  });

  it('refuses attributes without a value', async () => {
    const message = "Message (user) attribute 'x' must contain a non-empty value of type";
    await refused(send({ MessageAttributes: { x: text('') } }), 'InvalidParameterValue', `${message} 'String'.`);
    const binary = { DataType: 'Binary', BinaryValue: new Uint8Array() };
    await refused(send({ MessageAttributes: { x: binary } }), 'InvalidParameterValue', `${message} 'Binary'.`);
  });

  for (const name of ['a b', 'é!', 'AWS.x', 'amazon.x', '.x', 'x.', 'x..y', 'x'.repeat(257)]) {
    it(`refuses the attribute name ${name.slice(0, 10)} of ${name.length} characters`, async () => {
      await refused(send({ MessageAttributes: { [name]: text('v') } }), 'InvalidParameterValue', /attribute/);
    });
  }

  it('refuses attribute values of characters, types and numbers that SQS does not take', async () => {
    for (const value of [
      text('a\u0001'),
      { DataType: 'Text', StringValue: 'v' },
      { DataType: 'Number', StringValue: 'one' },
    ]) {
      await refused(send({ MessageAttributes: { x: value } }), 'InvalidParameterValue', /attribute 'x'/);
    }
    await send({ MessageAttributes: { x: { DataType: 'Number.int', StringValue: '1' }, y: text('naïve 🙂') } });
  });

  it('takes any Unicode character that XML takes in a body, and no other', async () => {
    await send({}, 'naïve 🙂');
    assert.equal((await peek())?.Body, 'naïve 🙂');
    await refused(send({}, 'a\u0001'), 'InvalidMessageContents', /Invalid characters/);
  });

  it('refuses system attributes other than AWSTraceHeader', async () => {
    const system = { Other: text('x') } as Record<string, MessageAttributeValue>;
    await refused(send({ MessageSystemAttributes: system }), 'InvalidParameterValue', /'Other' is invalid/);
    const empty = { AWSTraceHeader: text('') };
    await refused(send({ MessageSystemAttributes: empty }), 'InvalidParameterValue', /\(system\).*non-empty/);
  });

  it('counts names, types and values into the size', async () => {
    const { QueueUrl: small = '' } = await sqs.send(
      new CreateQueueCommand({ QueueName: `small-${queues}`, Attributes: { MaximumMessageSize: '1024' } }),
    );
    QueueUrl = small;
    const attributes = { abc: text('defg') }; // 3 + 6 + 4 bytes
    await send({ MessageAttributes: attributes }, 'x'.repeat(1011));
    const refusal = 'One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.';
    await refused(send({ MessageAttributes: attributes }, 'x'.repeat(1012)), 'InvalidParameterValue', refusal);
    await send({ MessageSystemAttributes: { AWSTraceHeader: text('Root=1-2-3') } }, 'x'.repeat(1024));
  });

  it('fails the bad entries of a batch and sends the others', async () => {
    const result = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'eleven', MessageBody: 'x', MessageAttributes: many(11) },
          { Id: 'empty', MessageBody: 'x', MessageAttributes: { a: text('') } },
          { Id: 'late', MessageBody: 'x', DelaySeconds: 901 },
          { Id: 'good', MessageBody: 'good', DelaySeconds: 0 },
        ],
      }),
    );
    assert.deepEqual(
      result.Failed?.map((entry) => [entry.Id, entry.Code, entry.SenderFault]),
      ['eleven', 'empty', 'late'].map((id) => [id, 'InvalidParameterValue', true]),
    );
    assert.deepEqual(
      result.Successful?.map((entry) => entry.Id),
      ['good'],
    );
    assert.equal((await peek())?.Body, 'good');
    assert.equal(server.requests.at(-2)?.body?.Entries?.length, 4, 'recorded as it was sent');
  });

  it('answers a batch of bad entries only, and leaves empty lists out', async () => {
    const bad = { Id: 'late', MessageBody: 'x', DelaySeconds: 9999 };
    const failed = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: [bad] }));
    assert.equal(failed.Failed?.[0]?.Message?.startsWith('Value 9999 for parameter DelaySeconds is invalid.'), true);
    assert.equal(failed.Successful, undefined);
    const sent = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: 'a', MessageBody: 'x' }] }));
    assert.equal(sent.Failed, undefined);
  });

  it('refuses a batch of more than 1 MiB, attributes counted', async () => {
    const MessageBody = 'x'.repeat(524_288 - 11);
    const entries = (value: string) =>
      ['a', 'b'].map((Id) => ({ Id, MessageBody, MessageAttributes: { name: text(value) } }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: entries('1') }));
    await refused(
      sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: entries('12') })),
      'BatchRequestTooLong',
      'Batch requests cannot be longer than 1048576 bytes. You have sent 1048578 bytes.',
    );
  });
});

/** Sorts expectations into the order in which the messages came: a standard queue promises none. */
function byArrival(messages: Message[] | undefined): (a: unknown[], b: unknown[]) => number {
  const position = ([body]: unknown[]): number => messages?.findIndex((message) => message.Body === body) ?? -1;
  return (a, b) => position(a) - position(b);
}
