import assert from 'node:assert/strict';
import { CreateQueueCommand, SQSClient, SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { ClientProfile } from '../../src/operation/client';
import { resolveOptions } from '../../src/options';
import type { ServiceDefinition } from '../../src/services/service';
import { startAttributes } from '../../src/telemetry/extractors';
import { FakeClient } from '../contract/fakeClient';
import { type CannedServer, type WireRequest, startCannedServer } from '../support/cannedServer';
import { type Diagnostics, captureDiagnostics } from '../support/diagnostics';
import { startMetering } from '../support/metering';
import { attributesOf, startServicesWorld } from './servicesWorld';
import { useWorld } from '../support/useWorld';

/** `null` for what a message does not have is common in applications, and the SDK does not send it. */
const NOTHING = null as unknown as string;

describe('members of another type than they should have', () => {
  let server: CannedServer;
  let diagnostics: Diagnostics;
  const world = useWorld(startServicesWorld);
  before(async () => void (server = await startCannedServer()));
  after(() => server.stop());
  beforeEach(() => {
    server.reset();
    server.answerWith(answered);
    diagnostics = captureDiagnostics();
  });
  afterEach(() => diagnostics.stop());

  const client = () => world.own(new SQSClient({ ...server.clientConfig, md5: false }));
  const queueUrl = () => `${server.clientConfig.endpoint}/123456789012/oddMembers`;
  const sentTraces = (text: string): number => text.match(/"traceparent"/g)?.length ?? 0;

  it('a message with nothing for its group has a span, a point, and the context', async () => {
    const metering = startMetering();
    try {
      const input = { QueueUrl: queueUrl(), MessageBody: 'one', MessageGroupId: NOTHING, DelaySeconds: null as never };
      await client().send(new SendMessageCommand({ ...input, MessageDeduplicationId: NOTHING }));
      const { attributes } = world.tracing.span('SQS.SendMessage');
      assert.equal(attributes['messaging.destination.name'], 'oddMembers');
      assert.equal(attributes['messaging.sqs.message.body_size'], 3);
      assert.deepEqual(
        Object.keys(attributes).filter((name) => /group|dedup|delay/.test(name)),
        [],
      );
      assert.equal((await metering.points('messaging.client.sent.messages'))[0]?.value, 1);
      assert.equal(sentTraces(server.requests[0]?.text ?? ''), 1);
      assert.deepEqual(diagnostics.lines, []);
    } finally {
      await metering.stop();
    }
  });

  it('so has each of a batch', async () => {
    const entry = { MessageBody: 'one', MessageGroupId: NOTHING, MessageDeduplicationId: 7 as never };
    const Entries = ['1', '2'].map((Id) => ({ Id, ...entry }));
    await client().send(new SendMessageBatchCommand({ QueueUrl: queueUrl(), Entries }));
    assert.equal(world.tracing.spans('create oddMembers').length, 2);
    assert.equal(sentTraces(server.requests[0]?.text ?? ''), 2);
    assert.deepEqual(diagnostics.lines, []);
  });

  it('and a queue without a name', async () => {
    await client().send(new CreateQueueCommand({ QueueName: NOTHING }));
    assert.equal(world.tracing.span('SQS.CreateQueue').attributes['messaging.destination.name'], undefined);
    assert.deepEqual(diagnostics.lines, []);
  });

  it('what is no number, and what is no text, is not told', async () => {
    const odd = new FakeClient('SQS', {});
    const input = { MaxNumberOfMessages: '10', WaitTimeSeconds: NaN, VisibilityTimeout: Infinity };
    await odd.send('ReceiveMessage', input, () => ({ output: {} }));
    assert.deepEqual(attributesOf(world.tracing.span('SQS.ReceiveMessage'), 'messaging.sqs.receive.'), {
      'messaging.sqs.receive.message_count': 0,
    });
    const Failed = [{ Id: '1', Code: 404 }];
    await odd.send('DeleteMessageBatch', { Entries: [{ Id: '1', ReceiptHandle: 'oddMembers' }] }, () => ({
      output: { Failed },
    }));
    assert.equal(world.tracing.span('SQS.DeleteMessageBatch').attributes['error.type'], '_OTHER');
    await odd.send('SendMessage', { MessageBody: 'one' }, () => ({ output: { MessageId: 7 } }));
    assert.equal(world.tracing.span('SQS.SendMessage').attributes['messaging.message.id'], undefined);
    assert.deepEqual(diagnostics.lines, []);
  });

  it('a message attribute that is nothing is not sent, and not counted', async () => {
    const MessageAttributes = { kept: { DataType: 'String', StringValue: 'a' }, none: undefined as never };
    await client().send(new SendMessageCommand({ QueueUrl: queueUrl(), MessageBody: 'one', MessageAttributes }));
    const { attributes } = world.tracing.span('SQS.SendMessage');
    assert.equal(attributes['messaging.sqs.message.custom_attributes_count'], 1);
    assert.doesNotMatch(server.requests[0]?.text ?? '', /"none"/);
  });

  it('what no convention can write down costs its own attributes, and nothing else of the call', () => {
    const service: ServiceDefinition = {
      id: 'Odd',
      operations: {},
      semconv: {
        constants: () => ({ constant: 1 }),
        request: () => assert.fail('cannot be written down'),
        response: () => undefined,
      },
    };
    const definition = { request: () => ({}), destination: () => 'there', addressed: () => ({}) };
    const kind = { client: new ClientProfile({}), service, name: 'Do', fullName: 'Odd.Do', definition };
    const operation = { kind, command: {}, input: {}, context: ROOT_CONTEXT };
    const attributes = startAttributes(operation, resolveOptions({}, {}));
    assert.deepEqual([attributes['constant'], attributes['rpc.method']], [1, 'Do']);
    assert.equal(diagnostics.lines.length, 2);
  });
});

function answered({ text }: WireRequest): { readonly body: object } {
  const { Entries = [] } = JSON.parse(text) as { readonly Entries?: { readonly Id: string }[] };
  return { body: { MessageId: 'm', Successful: Entries.map(({ Id }) => ({ Id, MessageId: `m${Id}` })) } };
}
