import assert from 'node:assert/strict';
import { startTracing } from '../support/tracing';
import { useWorld } from '../support/useWorld';
import { FakeClient } from '../contract/fakeClient';
import { attributesOf } from './servicesWorld';

describe('what requests and answers of single operations tell', () => {
  const tracing = useWorld(startTracing);

  async function call(service: string, command: string, input: object, output: object): Promise<object> {
    tracing.reset();
    const client = new FakeClient(service, {});
    await client.send(command, Object.freeze(input), () => ({ output }));
    return attributesOf(tracing.span(`${service.replaceAll(' ', '')}.${command}`), 'aws.', 'error.');
  }
  const only = (attributes: object, prefix: string) =>
    Object.fromEntries(
      Object.entries(attributes).flatMap(([name, value]) =>
        name.startsWith(prefix) ? [[name.slice(prefix.length), value as unknown]] : [],
      ),
    );

  it('a request to several log groups names them all, by name or ARN, and their streams', async () => {
    const arn = 'arn:aws:logs:eu-west-1:123456789012:log-group:shop:*';
    const groups = async (command: string, input: object) => {
      return only(await call('CloudWatch Logs', command, input, {}), 'aws.log.');
    };
    assert.deepEqual(await groups('StartQuery', { logGroupNames: ['shop', 'api'] }), {
      'group.names': ['shop', 'api'],
    });
    assert.deepEqual(await groups('StartLiveTail', { logGroupIdentifiers: [arn], logStreamNames: ['a', 'b'] }), {
      'group.names': ['shop'],
      'stream.names': ['a', 'b'],
    });
    assert.deepEqual(await groups('GetLogEvents', { logGroupIdentifier: arn, logStreamName: 'a' }), {
      'group.names': ['shop'],
      'stream.names': ['a'],
    });
    assert.deepEqual(await groups('DescribeLogGroups', { logGroupNames: null }), {});
  });

  it('targets of a rule that failed are counted, and make an error', async () => {
    const FailedEntries = [{ TargetId: 't', ErrorCode: 'ConcurrentModificationException' }];
    for (const command of ['PutTargets', 'RemoveTargets']) {
      const output = { FailedEntryCount: 1, FailedEntries };
      const attributes = await call('EventBridge', command, { Rule: 'r', EventBusName: 'shop' }, output);
      assert.deepEqual(only(attributes, 'aws.eventbridge.'), {
        'event_bus.name': 'shop',
        failed_entry_count: 1,
        failure_codes: 'ConcurrentModificationException',
      });
      assert.deepEqual(only(attributes, 'error.'), { type: 'ConcurrentModificationException' });
      assert.equal(tracing.span(`EventBridge.${command}`).status.message, '1 targets failed');
      const fine = await call('EventBridge', command, { Rule: 'r' }, { FailedEntryCount: 0, FailedEntries: [] });
      assert.deepEqual(only(fine, 'aws.eventbridge.'), { failed_entry_count: 0 });
    }
  });

  it('so are events of a partner', async () => {
    const output = { FailedEntryCount: 1, Entries: [{ EventId: 'e' }, { ErrorCode: 'InternalFailure' }] };
    const told = await call('EventBridge', 'PutPartnerEvents', { Entries: [{}, {}] }, output);
    assert.deepEqual(
      { ...only(told, 'aws.eventbridge.'), ...only(told, 'error.') },
      {
        entry_count: 2,
        failed_entry_count: 1,
        failure_codes: 'InternalFailure',
        type: 'InternalFailure',
      },
    );
  });

  it('the mapping of an event source has its id, and is no invocation', async () => {
    const id = { 'aws.lambda.resource_mapping.id': 'a1b2' };
    const created = await call('Lambda', 'CreateEventSourceMapping', { FunctionName: 'f' }, { UUID: 'a1b2' });
    assert.deepEqual(attributesOf(tracing.span('Lambda.CreateEventSourceMapping'), 'faas.'), {});
    const deleted = await call('Lambda', 'DeleteEventSourceMapping', { UUID: 'a1b2' }, {});
    for (const told of [created, deleted]) assert.deepEqual(only(told, 'aws.lambda'), only(id, 'aws.lambda'));
  });

  it('a queue that is made or found has the URL of the answer; a move task has the queue that it empties', async () => {
    const QueueUrl = 'https://sqs.eu-west-1.amazonaws.com/123456789012/orders';
    for (const command of ['CreateQueue', 'GetQueueUrl']) {
      const attributes = await call('SQS', command, { QueueName: 'orders' }, { QueueUrl });
      assert.deepEqual(only(attributes, 'aws.sqs.'), { 'queue.url': QueueUrl });
    }
    const SourceArn = 'arn:aws:sqs:eu-west-1:123456789012:orders-dlq';
    await call('SQS', 'StartMessageMoveTask', { SourceArn }, { TaskHandle: 'h' });
    assert.deepEqual(attributesOf(tracing.span('SQS.StartMessageMoveTask'), 'messaging.'), {
      'messaging.system': 'aws_sqs',
      'messaging.destination.name': 'orders-dlq',
      'messaging.sqs.queue.account_id': '123456789012',
      'messaging.sqs.queue.region': 'eu-west-1',
    });
  });
});
