import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateQueueCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { instrumentClient } from '../../src';
import { type Tracing, startTracing } from '../support/tracing';
import { App, linesOf } from './app';
import { only } from './story';
import { type World, startWorld } from './world';

describe('example lambda', () => {
  let app: App;
  let world: World;
  let tracing: Tracing;
  let sqs: SQSClient;
  before(async function () {
    this.timeout(900_000);
    tracing = startTracing();
    [app, world] = await Promise.all([App.install('lambda'), startWorld()]);
    sqs = instrumentClient(new SQSClient(world.aws.clientConfig));
    await app.npm('build');
  });
  after(async () => {
    sqs.destroy();
    await world.stop();
    app.remove();
    await tracing.stop();
  });

  const openQueue = async (QueueName: string): Promise<string> => {
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName }));
    return QueueUrl;
  };
  const invoke = async (env: Record<string, string>): Promise<unknown> => {
    const [line = ''] = linesOf(await app.run('invoke', { ...world.env, ...env }));
    return JSON.parse(line);
  };

  it('bundled, continues the trace of a message in the one that it sends', async () => {
    const [QueueUrl, SHIPPING_QUEUE_URL] = [await openQueue('orders'), await openQueue('shipping')];
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify({ id: 'E-5' }) }));
    const producer = tracing.span('SQS.SendMessage').spanContext();
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'] }));
    writeFileSync(join(app.path, 'event.json'), JSON.stringify({ Records: Messages.map(recordOf) }));

    assert.deepEqual(await invoke({ SHIPPING_QUEUE_URL }), { batchItemFailures: [] });

    const spans = world.collector.spans();
    assert.deepEqual(spans.map(({ name }) => name).toSorted(), ['SQS.SendMessage', 'orders process', 'process orders']);
    const [event, work, send] = ['orders process', 'process orders', 'SQS.SendMessage'].map((name) =>
      only(spans, name),
    );
    const link = { traceId: producer.traceId, spanId: producer.spanId };
    assert.deepEqual([event?.links, work?.links], [[link], [link]]);
    assert.deepEqual([work?.parentSpanId, send?.parentSpanId], [event?.spanId, work?.spanId]);
    const [, request] = world.aws.sent('SendMessage');
    assert.equal(request?.body?.['MessageBody'], JSON.stringify({ ship: 'E-5' }));
    const attributes = request?.body?.['MessageAttributes'] as { traceparent: { StringValue: string } };
    assert.equal(attributes.traceparent.StringValue, `00-${send?.traceId}-${send?.spanId}-01`);
  });
});

/** What Lambda makes of a message. @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
function recordOf({ MessageId, ReceiptHandle, Body, Attributes, MessageAttributes = {} }: Message): object {
  const attributes = Object.entries(MessageAttributes).map(
    ([name, { DataType, StringValue }]) => [name, { dataType: DataType, stringValue: StringValue }] as const,
  );
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: { ...Attributes },
    messageAttributes: Object.fromEntries(attributes),
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:orders',
  };
}
