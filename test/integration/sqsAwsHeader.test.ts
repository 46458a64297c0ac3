import assert from 'node:assert/strict';
import { type Message, ReceiveMessageCommand, SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { ROOT_CONTEXT, context, trace } from '@opentelemetry/api';
import { extractMessageContext, forwardMessage, processMessage, wrapBatchHandler } from '../../src';
import { bodyOf, idOf, linksOf, queueName, startSqsWorld, traceHeaderOf, traceparentOf } from './sqsWorld';
import { useWorld } from '../support/useWorld';

const TRACE = '5759e988bd862e3fe1be46a994272793';
const SPAN = '53995c3f42cd8ad8';
const ROOT = `Root=1-${TRACE.slice(0, 8)}-${TRACE.slice(8)};Parent=${SPAN}`;
const UNSAMPLED = [`${ROOT};Sampled=0`, `${ROOT};Sampled=?`, ROOT];

describe('the header that AWS writes', () => {
  const world = useWorld(startSqsWorld);
  let QueueUrl: string;

  beforeEach(async () => void (QueueUrl = await world.createQueue()));

  /** A message that nobody's propagator has written into. */
  async function received(header: string, members: object = {}): Promise<Message> {
    world.instrumentation.disable();
    const MessageSystemAttributes = { AWSTraceHeader: { DataType: 'String' as const, StringValue: header } };
    await world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', MessageSystemAttributes, ...members }));
    world.instrumentation.enable();
    const [message] = await world.receive(QueueUrl);
    world.reset();
    return message ?? assert.fail();
  }
  const processed = () => world.tracing.span(`process ${queueName(QueueUrl)}`);

  for (const header of UNSAMPLED) {
    it(`${header.slice(ROOT.length) || 'without a decision'}: a link and never a parent, and the spans are there`, async () => {
      const message = await received(header);
      world.instrumentation.setConfig({ consumerRelation: 'parent' });
      processMessage(message, () => trace.getTracer('application').startSpan('work').end());
      assert.equal(processed().parentSpanContext, undefined);
      assert.deepEqual(
        linksOf(processed()).map(([id]) => id),
        [`${TRACE}/${SPAN}`],
      );
      assert.equal(world.tracing.span('work').parentSpanContext?.spanId, processed().spanContext().spanId);
      const read = trace.getSpanContext(extractMessageContext(message, ROOT_CONTEXT));
      assert.deepEqual(read, { traceId: TRACE, spanId: SPAN, traceFlags: 0, isRemote: true });
    });
  }

  it('is not sampled, and a message that is forwarded decides no more than it did', async () => {
    const message = await received(UNSAMPLED[0] ?? '');
    await forwardMessage(world.sqs, message, { queueUrl: QueueUrl });
    const sent = world.tracing.span('SQS.SendMessage');
    assert.deepEqual(
      linksOf(sent).map(([id]) => id),
      [`${TRACE}/${SPAN}`],
    );
    const { MessageAttributes } = bodyOf(world.server.sent('SendMessage').at(-1));
    assert.equal(MessageAttributes?.['traceparent']?.StringValue, traceparentOf(sent.spanContext()));
    assert.equal(MessageAttributes['x-original-trace-id']?.StringValue, TRACE);
  });

  it('with Sampled=1 it is the parent', async () => {
    const message = await received(`${ROOT};Sampled=1`);
    world.instrumentation.setConfig({ consumerRelation: 'parent' });
    processMessage(message, () => undefined);
    assert.equal(processed().parentSpanContext?.spanId, SPAN);
  });

  it('is not sampled, and stands beside an ambient span: that one is the parent', async () => {
    const message = await received(UNSAMPLED[0] ?? '');
    world.instrumentation.setConfig({ consumerRelation: 'parent' });
    const poll = trace.getTracer('application').startSpan('poll');
    context.with(trace.setSpan(context.active(), poll), () => processMessage(message, () => undefined));
    poll.end();
    assert.equal(processed().parentSpanContext?.spanId, poll.spanContext().spanId);
  });

  it('comes after the notification in the body, where Lambda sent to SNS', async () => {
    const { spanContext } = { spanContext: { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 } };
    const MessageBody = JSON.stringify({
      Message: 'x'.repeat(3000),
      MessageAttributes: { traceparent: { Type: 'String', Value: traceparentOf(spanContext) } },
      Type: 'Notification',
    });
    processMessage(await received(`${ROOT};Sampled=1`, { MessageBody }), () => undefined);
    assert.deepEqual(
      linksOf(processed()).map(([id]) => id),
      [idOf(spanContext)],
    );
  });

  describe("with awsTraceHeader: 'never'", () => {
    it('is not read, also where the application asks for all', async () => {
      const header = `${ROOT};Sampled=1`;
      const MessageSystemAttributes = { AWSTraceHeader: { DataType: 'String' as const, StringValue: header } };
      world.instrumentation.disable();
      await world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', MessageSystemAttributes }));
      world.instrumentation.enable();
      world.instrumentation.setConfig({ awsTraceHeader: 'never', consumerRelation: 'parent' });
      const receive = new ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames: ['All'] });
      const { Messages: [message = assert.fail()] = [] } = await world.sqs.send(receive);
      assert.equal(message.Attributes?.AWSTraceHeader, header);
      assert.deepEqual(linksOf(world.tracing.span('SQS.ReceiveMessage')), []);
      processMessage(message, () => undefined);
      await wrapBatchHandler(async () => undefined)([message]);
      for (const span of world.tracing.spans(`process ${queueName(QueueUrl)}`)) {
        assert.ok(linksOf(span).every(([id]) => id !== `${TRACE}/${SPAN}`));
        assert.notEqual(span.spanContext().traceId, TRACE);
      }
      assert.equal(trace.getSpanContext(extractMessageContext(message, ROOT_CONTEXT)), undefined);
    });

    it('of the application is no context: it stays, and a message gets one that is read', async () => {
      world.instrumentation.setConfig({ awsTraceHeader: 'never' });
      const MessageSystemAttributes = {
        AWSTraceHeader: { DataType: 'String' as const, StringValue: `${ROOT};Sampled=1` },
      };
      const entry = { MessageBody: 'x', MessageSystemAttributes };
      await world.sqs.send(new SendMessageCommand({ QueueUrl, ...entry }));
      await world.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: 'e', ...entry }] }));
      const one = bodyOf(world.server.sent('SendMessage')[0]);
      const [other] = bodyOf(world.server.sent('SendMessageBatch')[0]).Entries ?? [];
      for (const sent of [one, other]) {
        assert.equal(sent?.MessageSystemAttributes?.['AWSTraceHeader']?.StringValue, `${ROOT};Sampled=1`);
        assert.ok(sent.MessageAttributes?.['traceparent']);
      }
    });
  });

  it('of the application is a context otherwise: it stays the only one', async () => {
    const header = traceHeaderOf({ traceId: TRACE, spanId: SPAN, traceFlags: 1 });
    const MessageSystemAttributes = { AWSTraceHeader: { DataType: 'String' as const, StringValue: header } };
    await world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', MessageSystemAttributes }));
    assert.equal(bodyOf(world.server.sent('SendMessage')[0]).MessageAttributes, undefined);
  });
});
