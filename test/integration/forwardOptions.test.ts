import assert from 'node:assert/strict';
import { instrumentClient, forwardMessage, injectMessageContext } from '../../src';
import { ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import { CREATION, TRACEPARENT, message } from '../process/consumerWorld';
import { type SqsWorld, attributes, bodyOf, inTrace, sentAttribute, startSqsWorld, text } from './sqsWorld';

const CONTEXT = trace.setSpanContext(ROOT_CONTEXT, { ...CREATION, traceFlags: TraceFlags.SAMPLED });
const FORMER = 262_144;
/** Name, type and value of `x-retry-count: 1`. */
const COUNT_BYTES = 'x-retry-count'.length + 'String'.length + 1;

describe('forwardMessage and injectMessageContext obey', () => {
  let world: SqsWorld;
  let queueUrl: string;

  before(async () => void (world = await startSqsWorld()));
  after(() => world.stop());
  beforeEach(async () => {
    queueUrl = await world.createQueue();
    world.reset();
  });

  const forwarded = async (given: object = message(), client = world.sqs) => {
    world.server.clearRequests();
    await inTrace('attempt', () => forwardMessage(client, given, { queueUrl, reason: 'retry' }));
    return bodyOf(world.server.sent('SendMessage')[0]);
  };
  const headerOf = (sent: Awaited<ReturnType<typeof forwarded>>) =>
    sent.MessageSystemAttributes?.['AWSTraceHeader']?.StringValue;

  for (const [wanted, propagateMessageContext] of [
    [true, true],
    [false, false],
    [true, (destination: string) => destination === queueUrl],
    [false, (destination: string) => destination !== queueUrl],
  ] as const) {
    it(`\`propagateMessageContext\`: ${String(propagateMessageContext)}`, async () => {
      world.instrumentation.setConfig({ propagateMessageContext });
      const sent = await forwarded();
      assert.equal(sentAttribute(sent, 'traceparent'), wanted ? TRACEPARENT : undefined);
      assert.equal(headerOf(sent) !== undefined, wanted);
      assert.equal(sentAttribute(sent, 'x-retry-count'), '1');
      const input = { QueueUrl: queueUrl, MessageBody: 'x', MessageAttributes: {} };
      assert.equal('traceparent' in injectMessageContext(input, CONTEXT).MessageAttributes, wanted);
      const entry = { Id: '1', MessageBody: 'x' };
      const [injected] = injectMessageContext({ QueueUrl: queueUrl, Entries: [entry] }, CONTEXT).Entries;
      assert.equal(injected !== entry, wanted);
    });
  }

  it('`propagateMessageContext` for a topic of Kafka', () => {
    world.instrumentation.setConfig({ propagateMessageContext: (destination) => destination !== 'private' });
    const record = (topic: string) => ({ topic, messages: [{ value: 'x', headers: {} }] });
    assert.deepEqual(injectMessageContext(record('private'), CONTEXT), record('private'));
    const [injected] = injectMessageContext(record('orders'), CONTEXT).messages;
    assert.deepEqual(injected?.headers, { traceparent: TRACEPARENT });
  });

  it('`awsTraceHeader`', async () => {
    const full = { MessageBody: 'x', MessageAttributes: attributes(10), MessageSystemAttributes: {} };
    for (const [awsTraceHeader, ofForward, ofInject] of [
      ['never', false, false],
      ['overflow', true, true],
      ['always', true, true],
    ] as const) {
      world.instrumentation.setConfig({ awsTraceHeader });
      assert.equal(headerOf(await forwarded()) !== undefined, ofForward, awsTraceHeader);
      const system = injectMessageContext(full, CONTEXT).MessageSystemAttributes;
      assert.equal('AWSTraceHeader' in system, ofInject, awsTraceHeader);
    }
  });

  it('`maxMessageSize`: of what fits it, nothing grows beyond', async () => {
    const body = 'x'.repeat(900);
    world.instrumentation.setConfig({ maxMessageSize: (url) => (url === queueUrl ? 900 + COUNT_BYTES : 1) });
    const given = message({ Body: body, MessageAttributes: { traceparent: text(TRACEPARENT) } });
    const sent = await forwarded(given);
    assert.deepEqual(sent.MessageAttributes, { 'x-retry-count': text('1') });
    assert.match(headerOf(sent) ?? '', new RegExp(CREATION.spanId));
    world.instrumentation.setConfig({ maxMessageSize: 900 + COUNT_BYTES - 1 });
    await assert.rejects(forwarded(given), {
      name: 'RangeError',
      code: 'ERR_FORWARD_NO_ROOM',
      message: /maxMessageSize/,
    });
    assert.equal(world.server.sent('SendMessage').length, 0);
  });

  it('the limit of a queue from before it was raised, and a larger one where somebody says so', async () => {
    const Body = 'x'.repeat(FORMER - 1);
    await assert.rejects(forwarded({ Body }), { code: 'ERR_FORWARD_NO_ROOM', message: /larger than 262144 bytes/ });
    world.instrumentation.setConfig({ maxMessageSize: 1_048_576 });
    assert.equal(sentAttribute(await forwarded({ Body }), 'x-retry-count'), '1');
  });

  it('a function that throws costs its own answer', async () => {
    const fails = () => assert.fail('not today');
    world.instrumentation.setConfig({ maxMessageSize: fails });
    assert.equal(sentAttribute(await forwarded(), 'traceparent'), TRACEPARENT);
    world.instrumentation.setConfig({ propagateMessageContext: fails });
    assert.equal(sentAttribute(await forwarded(), 'traceparent'), undefined);
    const input = { QueueUrl: queueUrl, MessageBody: 'x' };
    assert.equal(injectMessageContext(input, CONTEXT), input);
  });

  it('what was configured for the client that sends', async () => {
    const client = instrumentClient(world.client(), { awsTraceHeader: 'never' });
    assert.equal(headerOf(await forwarded(message(), client)), undefined);
    assert.ok(headerOf(await forwarded()));
  });
});
