import assert from 'node:assert/strict';
import { SpanStatusCode } from '@opentelemetry/api';
import { FakeClient } from '../contract/fakeClient';
import { startTracing } from '../support/tracing';
import { useWorld } from '../support/useWorld';

describe('answers that tell less than they should', () => {
  const tracing = useWorld(startTracing);

  const call = (service: string, operation: string, input: object, output: unknown): Promise<unknown> =>
    new FakeClient(service, {}).send(operation, input, () => ({ output }));
  const failure = (name: string): unknown[] => {
    const { status, attributes } = tracing.span(name);
    return [status.code, status.message, attributes['error.type']];
  };

  it('entries of a batch that failed without a code', async () => {
    const Entries = ['0', '1'].map((Id) => ({ Id, MessageBody: Id }));
    const output = { Successful: [{ Id: '0', MessageId: 'm0' }], Failed: [{ Id: '1' }] };
    await call('SQS', 'SendMessageBatch', { QueueUrl: 'http://q/1/orders', Entries }, output);
    assert.deepEqual(failure('SQS.SendMessageBatch'), [SpanStatusCode.ERROR, '1/2 messages failed', '_OTHER']);
    const creates = tracing.spans('create orders');
    assert.deepEqual(
      creates.map(({ status, attributes }) => [status.code, attributes['error.type']]),
      [
        [SpanStatusCode.UNSET, undefined],
        [SpanStatusCode.ERROR, '_OTHER'],
      ],
    );
  });

  it('objects that were not deleted, without a code', async () => {
    await call('S3', 'DeleteObjects', { Bucket: 'b', Delete: {} }, { Errors: [{ Key: 'k' }] });
    assert.deepEqual(failure('S3.DeleteObjects'), [SpanStatusCode.ERROR, '1 objects not deleted', '_OTHER']);
  });

  it('a transaction that was cancelled for no reason that is told', async () => {
    const error = Object.assign(new Error('cancelled'), {
      name: 'TransactionCanceledException',
      CancellationReasons: [{}, { Code: 'ConditionalCheckFailed' }],
    });
    const client = new FakeClient('DynamoDB', {});
    await assert.rejects(
      client.send('TransactWriteItems', { TransactItems: [] }, () => Promise.reject(error)),
      error,
    );
    assert.equal(failure('DynamoDB.TransactWriteItems')[2], 'TransactionCanceledException');
  });
});

describe('requests whose parts cannot be copied', () => {
  const tracing = useWorld(startTracing);

  /** A class computes a member, perhaps from state that a copy has not. */
  class Computed {
    constructor(members: object) {
      Object.assign(this, members);
    }
    get computed(): string {
      return 'x';
    }
  }
  async function sent(service: string, operation: string, input: object): Promise<unknown> {
    tracing.reset();
    const client = new FakeClient(service, { eventBridgeDetailInjection: true });
    await client.send(operation, input, () => ({ output: {} }));
    tracing.span(`${service}.${operation}`);
    return client.sent[0]?.input;
  }

  for (const [service, operation, members] of [
    ['SQS', 'SendMessage', { QueueUrl: 'http://q/1/orders', MessageBody: 'x' }],
    ['SNS', 'Publish', { TopicArn: 'arn:aws:sns:eu-west-1:1:t', Message: 'x' }],
    ['Lambda', 'Invoke', { FunctionName: 'f' }],
    ['SFN', 'StartExecution', { stateMachineArn: 'arn:aws:states:eu-west-1:1:stateMachine:m' }],
    ['EventBridge', 'PutEvents', { Entries: [{ Source: 'shop', DetailType: 'order', Detail: '{}' }] }],
  ] as const) {
    it(`${service}.${operation} is sent as it was given`, async () => {
      const input = new Computed(members);
      assert.equal(await sent(service, operation, input), input);
      assert.deepEqual(Object.entries(input), Object.entries(members));
    });
  }

  it('an event of EventBridge is sent as it was given, beside those that can be', async () => {
    const event = { Source: 'shop', DetailType: 'order', Detail: '{"a":1}', Time: new Date(0), Resources: ['r'] };
    const own = new Computed(event);
    const { Entries } = (await sent('EventBridge', 'PutEvents', { Entries: [own, event, null] })) as {
      Entries: (typeof event | null)[];
    };
    assert.equal(Entries[0], own);
    assert.match(Entries[1]?.Detail ?? '', /^\{"_trace":\{"traceparent":"[^"]+"\},"a":1\}$/);
    assert.equal(Entries[2], null);
  });

  it('members of another type are no place for a context', async () => {
    for (const [service, operation, input] of [
      ['Lambda', 'Invoke', { FunctionName: 7, ClientContext: 7 }],
      ['Lambda', 'Invoke', { FunctionName: 'f', ClientContext: 'not JSON' }],
      ['EventBridge', 'PutEvents', { Entries: 'none' }],
    ] as const) {
      assert.deepEqual(await sent(service, operation, input), input);
    }
    const { Entries } = (await sent('EventBridge', 'PutEvents', { Entries: [{ Detail: 7 }] })) as {
      Entries: { Detail: unknown }[];
    };
    assert.equal(Entries[0]?.Detail, 7);
  });
});
