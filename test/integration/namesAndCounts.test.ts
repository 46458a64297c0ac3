import assert from 'node:assert/strict';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, context, propagation } from '@opentelemetry/api';
import type { SqsInstrumentationConfig } from '../../src';
import { FakeClient } from '../contract/fakeClient';
import { type Tracing, startTracing } from '../support/tracing';
import { attributesOf, inSpan, traceparent } from './servicesWorld';

describe('services that are known by names and counts', () => {
  let tracing: Tracing;
  before(() => void (tracing = startTracing()));
  after(() => tracing.stop());
  beforeEach(() => tracing.reset());

  async function call(service: string, command: string, input: object, output: object): Promise<unknown> {
    const client = new FakeClient(service, {});
    await client.send(command, Object.freeze(input), () => ({ output }));
    assert.equal(client.sent[0]?.input, input);
    return attributesOf(tracing.span(`${service.replaceAll(' ', '')}.${command}`), 'aws.', 'error.');
  }
  const only = (attributes: unknown, prefix: string) =>
    Object.fromEntries(
      Object.entries(attributes as object).flatMap(([name, value]) =>
        name.startsWith(prefix) ? [[name.slice(prefix.length), value as unknown]] : [],
      ),
    );

  it('a mail has its id, template and number of recipients, and no address', async () => {
    const Destination = { ToAddresses: ['ada@shop.example'], CcAddresses: ['bob@shop.example'] };
    const input = { ConfigurationSetName: 'tracked', Destination, Content: { Template: { TemplateName: 'hello' } } };
    const attributes = await call('SESv2', 'SendEmail', input, { MessageId: 'm1' });
    assert.deepEqual(only(attributes, 'aws.ses.'), {
      'configuration_set.name': 'tracked',
      'template.name': 'hello',
      recipient_count: 2,
      'message.id': 'm1',
    });
  });

  it('the error of a mail shows none of the addresses that SES quotes, also those that the request has otherwise', async () => {
    const client = new FakeClient('SESv2', {});
    const error = new Error('Not verified: ADA@shop.example, Bob <bob@shop.example>, (ops+eu@sub.shop.example)');
    const input = { Destination: { ToAddresses: ['ada@shop.example'] } };
    await assert.rejects(client.send('SendEmail', input, () => Promise.reject(error)));
    const span = tracing.span('SESv2.SendEmail');
    assert.match(span.status.message ?? '', /^Not verified: /);
    assert.doesNotMatch(JSON.stringify([span.status, span.events, span.attributes]), /shop\.example/i);
  });

  it('mails of a bulk that were refused are counted, and make an error', async () => {
    const BulkEmailEntries = [{}, {}, {}];
    const BulkEmailEntryResults = [
      { Status: 'SUCCESS' },
      { Status: 'MAIL_FROM_DOMAIN_NOT_VERIFIED' },
      { Status: 'SUCCESS' },
    ];
    const attributes = await call('SESv2', 'SendBulkEmail', { BulkEmailEntries }, { BulkEmailEntryResults });
    assert.deepEqual(only(attributes, 'aws.ses.'), {
      entry_count: 3,
      failed_entry_count: 1,
      failure_codes: 'MAIL_FROM_DOMAIN_NOT_VERIFIED',
    });
    assert.deepEqual(only(attributes, 'error.'), { type: 'MAIL_FROM_DOMAIN_NOT_VERIFIED' });
    assert.deepEqual(tracing.span('SESv2.SendBulkEmail').status, {
      code: SpanStatusCode.ERROR,
      message: '1/3 entries failed',
    });
  });

  it('records of Firehose that were refused are counted, and make an error', async () => {
    const RequestResponses = [{ RecordId: 'r1' }, { ErrorCode: 'ServiceUnavailableException' }];
    const attributes = await call(
      'Firehose',
      'PutRecordBatch',
      { DeliveryStreamName: 'clicks', Records: [{}, {}] },
      { FailedPutCount: 1, RequestResponses },
    );
    assert.deepEqual(only(attributes, 'aws.firehose.'), {
      'delivery_stream.name': 'clicks',
      record_count: 2,
      failed_record_count: 1,
      failure_codes: 'ServiceUnavailableException',
    });
    assert.deepEqual(only(attributes, 'error.'), { type: 'ServiceUnavailableException' });
  });

  const logEvents = Array.from({ length: 10 }, (_, timestamp) => ({ timestamp, message: 'secret' }));
  for (const [rejectedLogEventsInfo, count, type] of [
    [undefined, undefined, undefined],
    [{ tooOldLogEventEndIndex: 2 }, 2, 'TooOldLogEvents'],
    [{ expiredLogEventEndIndex: 1, tooOldLogEventEndIndex: 3, tooNewLogEventStartIndex: 8 }, 5, '_OTHER'],
    [{ tooNewLogEventStartIndex: 0 }, 10, 'TooNewLogEvents'],
    [{ tooOldLogEventEndIndex: 99 }, 10, 'TooOldLogEvents'],
  ] as const) {
    it(`log events: ${JSON.stringify(rejectedLogEventsInfo)} rejects ${count ?? 'none'}`, async () => {
      const input = { logGroupName: '/shop', logStreamName: 'one', logEvents };
      const attributes = await call('CloudWatch Logs', 'PutLogEvents', input, { rejectedLogEventsInfo });
      assert.deepEqual(only(attributes, 'aws.log.'), {
        'group.names': ['/shop'],
        'stream.names': ['one'],
        event_count: 10,
        ...(count !== undefined && { rejected_event_count: count }),
      });
      assert.deepEqual(only(attributes, 'error.'), type === undefined ? {} : { type });
    });
  }

  it('a parameter is named if its type says that it is no secret', async () => {
    const read = async (Type: string) => {
      tracing.reset();
      const input = { Name: '/shop/url', WithDecryption: true };
      return only(await call('SSM', 'GetParameter', input, { Parameter: { Name: '/shop/url', Type } }), 'aws.ssm.');
    };
    assert.deepEqual(await read('String'), { 'parameter.name': '/shop/url' });
    assert.deepEqual(await read('SecureString'), {});
    const write = await call('SSM', 'PutParameter', { Name: '/shop/key', Type: 'SecureString', Value: 'v' }, {});
    assert.deepEqual(only(write, 'aws.ssm.'), {});
    const several = await call(
      'SSM',
      'GetParameters',
      { Names: ['/a', '/b'] },
      { Parameters: [{}], InvalidParameters: ['/b'] },
    );
    assert.deepEqual(only(several, 'aws.ssm.'), { parameter_count: 1, invalid_parameter_count: 1 });
  });

  it('the error about a parameter does not name it', async () => {
    const client = new FakeClient('SSM', {});
    await assert.rejects(
      client.send('GetParameter', { Name: '/shop/db-password' }, () =>
        Promise.reject(new Error('no /shop/db-password')),
      ),
    );
    const { status, events } = tracing.span('SSM.GetParameter');
    assert.doesNotMatch(JSON.stringify([status, events]), /db-password/);
  });

  it('a configuration is known by application, environment and profile', async () => {
    const attributes = await call(
      'AppConfigData',
      'StartConfigurationSession',
      { ApplicationIdentifier: 'shop', EnvironmentIdentifier: 'prod', ConfigurationProfileIdentifier: 'flags' },
      {},
    );
    assert.deepEqual(only(attributes, 'aws.appconfig.'), {
      'application.id': 'shop',
      'environment.id': 'prod',
      'configuration_profile.id': 'flags',
    });
  });

  it('a pipe is known by its name', async () => {
    const attributes = await call('Pipes', 'StartPipe', { Name: 'orders' }, { Name: 'orders' });
    assert.deepEqual(only(attributes, 'aws.pipes.'), { 'pipe.name': 'orders' });
  });

  it('a task has its id; of several there are counts and reasons', async () => {
    const taskArn = 'arn:aws:ecs:us-east-1:123456789012:task/shop/0123';
    const input = { cluster: 'arn:aws:ecs:us-east-1:123456789012:cluster/shop', taskDefinition: 'pack:7' };
    assert.deepEqual(only(await call('ECS', 'RunTask', input, { tasks: [{ taskArn }], failures: [] }), 'aws.ecs.'), {
      'cluster.name': 'shop',
      'cluster.arn': input.cluster,
      'task.family': 'pack',
      'task.revision': '7',
      'task.arn': taskArn,
      'task.id': '0123',
      task_count: 1,
      failed_task_count: 0,
    });
    tracing.reset();
    const answer = { tasks: [{ taskArn }, { taskArn }], failures: [{ reason: 'RESOURCE:CPU' }] };
    const attributes = await call('ECS', 'RunTask', { cluster: 'shop', taskDefinition: 'pack', count: 3 }, answer);
    assert.deepEqual(only(attributes, 'aws.ecs.'), {
      'cluster.name': 'shop',
      'task.family': 'pack',
      task_count: 2,
      failed_task_count: 1,
      failure_codes: 'RESOURCE:CPU',
    });
    assert.deepEqual(only(attributes, 'error.'), { type: 'RESOURCE:CPU' });
  });

  it('a job has its id', async () => {
    const input = {
      jobName: 'nightly',
      jobQueue: 'arn:aws:batch:us-east-1:123456789012:job-queue/slow',
      jobDefinition: 'report:3',
    };
    assert.deepEqual(only(await call('Batch', 'SubmitJob', input, { jobId: 'j1' }), 'aws.batch.'), {
      'job.name': 'nightly',
      'job_queue.name': 'slow',
      'job_definition.name': 'report',
      'job.id': 'j1',
    });
  });

  describe('Publish to IoT', () => {
    const publish = async (input: object, config: SqsInstrumentationConfig = {}) => {
      const client = new FakeClient('IoT Data Plane', config);
      await inSpan(() => client.send('Publish', Object.freeze(input), () => ({ output: {} })));
      return client.sent[0]?.input as { userProperties?: unknown };
    };
    const span = () => tracing.span('IoTDataPlane.Publish');
    const topic = 'shop/doors/1';

    it('carries the context in user properties, behind those of the application', async () => {
      const userProperties = '[{"device": "alpha"}]';
      const sent = await publish({ topic, userProperties });
      assert.equal(sent.userProperties, `[{"device": "alpha"},{"traceparent":"${traceparent(span())}"}]`);
      assert.equal(span().kind, SpanKind.PRODUCER);
      assert.equal(span().attributes['aws.iot.topic.name'], topic);
      const carrier = Object.assign({}, ...(JSON.parse(sent.userProperties) as object[])) as object;
      assert.notEqual(propagation.extract(ROOT_CONTEXT, carrier), context.active());
    });

    it('takes what the SDK takes: none, text of its own class, a list', async () => {
      const text = (json: string) => Object.assign(Object(json) as object);
      for (const userProperties of [undefined, '', text('[{"a":"1"}]'), [{ a: '1' }]]) {
        tracing.reset();
        const sent = await publish({ topic, userProperties });
        const [last] = (JSON.parse(String(sent.userProperties)) as object[]).toReversed();
        assert.deepEqual(last, { traceparent: traceparent(span()) });
      }
    });

    it('leaves alone what is full, has a context, or is nothing that is known', async () => {
      const full = JSON.stringify([{ filler: 'x'.repeat(4090) }]);
      const own = '[{"traceparent":"00-00000000000000000000000000000001-0000000000000001-01"}]';
      for (const userProperties of [full, own, '{"a":1}', 'no json', '["a"]', 4711]) {
        const input = { topic, userProperties };
        assert.equal(await publish(input), input);
      }
    });

    it('is asked for its topic', async () => {
      const input = { topic };
      assert.equal(await publish(input, { propagateMessageContext: (name) => name !== topic }), input);
      tracing.reset();
      assert.equal(await publish(input, { propagateMessageContext: false }), input);
      assert.equal(span().kind, SpanKind.CLIENT);
    });
  });
});
