import assert from 'node:assert/strict';
import {
  CreateQueueCommand,
  ReceiveMessageCommand,
  SQSClient,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { type Span, SpanStatusCode, type TracerProvider, trace } from '@opentelemetry/api';
import { instrumentClient } from '../../src';
import { startAwsServer } from '../support/awsServer';
import { type Tracing, startTracing } from '../support/tracing';
import { useWorld } from '../support/useWorld';

/** A provider whose spans are those of an API before 1.9: links can be given at the start only. */
function withoutLinks(provider: TracerProvider): TracerProvider {
  const older = (span: Span): Span => {
    Object.defineProperties(span, { addLink: { value: undefined }, addLinks: { value: undefined } });
    return span;
  };
  return {
    getTracer(...of) {
      const tracer = provider.getTracer(...of);
      return {
        startSpan: (...started) => older(tracer.startSpan(...started)),
        startActiveSpan: tracer.startActiveSpan.bind(tracer),
      };
    },
  };
}

describe('spans that take no links once they have started', () => {
  const server = useWorld(startAwsServer);
  let tracing: Tracing;
  let sqs: SQSClient;

  before(async () => {
    tracing = startTracing();
    trace.disable();
    trace.setGlobalTracerProvider(withoutLinks(tracing.provider));
    sqs = instrumentClient(new SQSClient({ ...server.clientConfig, maxAttempts: 1 }));
    await sqs.send(new CreateQueueCommand({ QueueName: 'orders' }));
  });
  after(async () => {
    sqs.destroy();
    await tracing.stop();
  });
  beforeEach(() => tracing.reset());

  const queue = () => `${server.clientConfig.endpoint}/000000000000/orders`;

  it('have all else that an answer tells', async () => {
    const { MessageId } = await sqs.send(new SendMessageCommand({ QueueUrl: queue(), MessageBody: 'x' }));
    assert.equal(tracing.span('SQS.SendMessage').attributes['messaging.message.id'], MessageId);

    const Entries = [{ Id: 'a', MessageBody: 'x' }];
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: queue(), Entries }));
    assert.equal(tracing.span('SQS.SendMessageBatch').attributes['messaging.sqs.batch.success_count'], 1);
    assert.equal(tracing.spans('create orders').length, 1);

    await sqs.send(new ReceiveMessageCommand({ QueueUrl: queue(), MaxNumberOfMessages: 10 }));
    assert.equal(tracing.span('SQS.ReceiveMessage').attributes['messaging.sqs.receive.message_count'], 2);
  });

  it('have the error of a call that failed', async () => {
    const gone = new SendMessageCommand({ QueueUrl: `${queue()}-gone`, MessageBody: 'x' });
    await assert.rejects(sqs.send(gone));
    const { attributes, events, status } = tracing.span('SQS.SendMessage');
    assert.equal(status.code, SpanStatusCode.ERROR);
    assert.equal(attributes['error.type'], 'AWS.SimpleQueueService.NonExistentQueue');
    assert.equal(events.length, 1);
  });
});
