import assert from 'node:assert/strict';
import {
  ChangeMessageVisibilityCommand,
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { type Attributes, ROOT_CONTEXT, SpanKind, TraceFlags, trace } from '@opentelemetry/api';
import { type Sampler, SamplingDecision } from '@opentelemetry/sdk-trace-node';
import { extractMessageContext } from '../../src';
import { attributes, bodyOf, idOf, inTrace, queueName, sentAttribute, startSqsWorld, text } from './sqsWorld';
import { useWorld } from '../support/useWorld';

describe('sampling', () => {
  const asked: { name: string; kind: SpanKind; attributes: Attributes; links: number }[] = [];
  let decision = SamplingDecision.RECORD_AND_SAMPLED;
  const sampler: Sampler = {
    shouldSample(_context, _traceId, name, kind, started, links) {
      asked.push({ name, kind, attributes: { ...started }, links: links.length });
      return { decision };
    },
    toString: () => 'the sampler of the test',
  };
  const world = useWorld(() => startSqsWorld({}, { sampler }));
  let QueueUrl: string;

  before(async () => void (QueueUrl = await world.createQueue()));
  beforeEach(() => {
    asked.length = 0;
    decision = SamplingDecision.RECORD_AND_SAMPLED;
  });

  const known = (method: string, operation?: string, type = operation) => ({
    'rpc.system': 'aws-api',
    'rpc.service': 'SQS',
    'rpc.method': method,
    'aws.region': 'us-east-1',
    'cloud.region': 'us-east-1',
    'server.address': '127.0.0.1',
    'server.port': world.server.port,
    'messaging.system': 'aws_sqs',
    'messaging.destination.name': queueName(QueueUrl),
    'aws.sqs.queue.url': QueueUrl,
    'messaging.sqs.queue.account_id': '000000000000',
    ...(operation && { 'messaging.operation.name': operation, 'messaging.operation.type': type }),
  });

  it('sees what is known before the request', async () => {
    const { CLIENT, PRODUCER } = SpanKind;
    await world.sqs.send(
      new SendMessageCommand({ QueueUrl, MessageBody: 'body', MessageAttributes: { Priority: text('high') } }),
    );
    assert.deepEqual(asked[0], {
      name: 'SQS.SendMessage',
      kind: PRODUCER,
      links: 0,
      attributes: {
        ...known('SendMessage', 'send'),
        'messaging.sqs.message.body_size': 4,
        'messaging.message.body.size': 4,
        'messaging.sqs.message.custom_attributes_count': 1,
        'messaging.sqs.message.priority': 'high',
      },
    });
    const [message] = await world.receive(QueueUrl, { WaitTimeSeconds: 0 });
    assert.deepEqual(asked[1], {
      name: 'SQS.ReceiveMessage',
      kind: CLIENT,
      links: 0,
      attributes: {
        ...known('ReceiveMessage', 'receive'),
        'messaging.sqs.receive.max_messages': 10,
        'messaging.sqs.receive.wait_time_seconds': 0,
      },
    });
    const settled = { QueueUrl, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 0 };
    await world.sqs.send(new ChangeMessageVisibilityCommand(settled));
    assert.deepEqual(asked[2], {
      name: 'SQS.ChangeMessageVisibility',
      kind: CLIENT,
      links: 1,
      attributes: known('ChangeMessageVisibility', 'change_visibility', 'settle'),
    });
    await world.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    assert.deepEqual(asked[3], {
      name: 'SQS.GetQueueAttributes',
      kind: CLIENT,
      links: 0,
      attributes: known('GetQueueAttributes'),
    });
  });

  it('a trace that is not sampled goes on in its messages as such', async () => {
    const queue = await world.createQueue();
    decision = SamplingDecision.NOT_RECORD;
    const caller = await inTrace('caller', async (span) => {
      const Entries = [
        { Id: 'a', MessageBody: 'a' },
        { Id: 'b', MessageBody: 'b', MessageAttributes: attributes(10) },
      ];
      await world.sqs.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: 'x' }));
      await world.sqs.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries }));
      return span.spanContext();
    });
    const single = sentAttribute(bodyOf(world.server.sent('SendMessage')[0]), 'traceparent');
    assert.match(single ?? '', new RegExp(`^00-${caller.traceId}-[0-9a-f]{16}-00$`));
    const [a, b] = bodyOf(world.server.sent('SendMessageBatch')[0]).Entries ?? [];
    assert.match(sentAttribute(a, 'traceparent') ?? '', new RegExp(`^00-${caller.traceId}-[0-9a-f]{16}-00$`));
    assert.match(b?.MessageSystemAttributes?.['AWSTraceHeader']?.StringValue ?? '', /;Sampled=0$/);

    const messages = await world.receive(queue);
    for (const message of messages) {
      const creation = trace.getSpanContext(extractMessageContext(message, ROOT_CONTEXT));
      assert.equal(creation?.traceId, caller.traceId);
      assert.equal(creation.traceFlags, TraceFlags.NONE);
      assert.notEqual(idOf(creation), idOf(caller));
    }
    assert.equal(messages.length, 3);
    assert.deepEqual(world.tracing.spans(), []);
  });

  it('hooks are called for calls that are not sampled, too, and what they change is sent', async () => {
    decision = SamplingDecision.NOT_RECORD;
    const called: string[] = [];
    world.instrumentation.setConfig({
      requestHook(span, _service, operation, params) {
        called.push(`${operation} ${span.isRecording()}`);
        params['MessageBody'] = 'changed';
      },
      responseHook: (_span, _service, operation) => void called.push(operation),
    });
    await world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
    assert.deepEqual(called, ['SendMessage false', 'SendMessage']);
    assert.equal(bodyOf(world.server.sent('SendMessage')[0]).MessageBody, 'changed');
  });
});
