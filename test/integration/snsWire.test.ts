import assert from 'node:assert/strict';
import { PublishBatchCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SpanStatusCode } from '@opentelemetry/api';
import { startCannedServer } from '../support/cannedServer';
import { attributesOf, startServicesWorld } from './servicesWorld';
import { useWorld } from '../support/useWorld';

const TopicArn = 'arn:aws:sns:us-east-1:123456789012:orders';
/** As SNS answers when it took one message and not the other two. */
const PARTIAL = `<PublishBatchResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishBatchResult>
  <Successful><member><Id>a</Id><MessageId>m-a</MessageId></member></Successful>
  <Failed>
    <member><Id>b</Id><Code>InternalError</Code><Message>not now</Message><SenderFault>false</SenderFault></member>
    <member><Id>c</Id><Code>InvalidParameter</Code><Message>not so</Message><SenderFault>true</SenderFault></member>
  </Failed>
</PublishBatchResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></PublishBatchResponse>`;

describe('SNS, when messages of a batch are refused', () => {
  const server = useWorld(startCannedServer);
  const world = useWorld(startServicesWorld);
  let sns: SNSClient;

  before(() => void (sns = world.own(new SNSClient(server.clientConfig))));
  beforeEach(() => server.answerWith({ headers: { 'content-type': 'text/xml' }, body: PARTIAL }));

  const publish = () => {
    const PublishBatchRequestEntries = ['a', 'b', 'c'].map((Id) => ({ Id, Message: Id }));
    return sns.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries }));
  };

  it('the call is an error that counts them, and so is the create span of each with its code', async () => {
    await publish();
    const send = world.tracing.span('SNS.PublishBatch');
    assert.deepEqual(send.status, { code: SpanStatusCode.ERROR, message: '2/3 messages failed' });
    assert.deepEqual(attributesOf(send, 'messaging.sns', 'messaging.batch', 'error'), {
      'messaging.batch.message_count': 3,
      'messaging.sns.batch.success_count': 1,
      'messaging.sns.batch.failed_count': 2,
      'messaging.sns.batch.failure_codes': 'InternalError,InvalidParameter',
      'error.type': '_OTHER',
    });
    assert.deepEqual(
      world.tracing.spans('create orders').map(({ status, attributes }) => [status.code, attributes['error.type']]),
      [
        [SpanStatusCode.UNSET, undefined],
        [SpanStatusCode.ERROR, 'InternalError'],
        [SpanStatusCode.ERROR, 'InvalidParameter'],
      ],
    );
  });

  it('without create spans every message carries the context of the call', async () => {
    world.instrumentation.setConfig({ batchCreateSpans: false });
    await publish();
    assert.deepEqual(world.tracing.spans('create orders'), []);
    const { spanId } = world.tracing.span('SNS.PublishBatch').spanContext();
    assert.equal(server.requests[0]?.text.split(spanId).length, 4, 'three of three');
  });
});

describe('SNS, at the limit of a message', () => {
  const LIMIT = 262_144;
  /** Name, type and value of the attribute. */
  const CONTEXT = 'traceparent'.length + 'String'.length + 55;
  const server = useWorld(startCannedServer);
  const world = useWorld(startServicesWorld);
  let sns: SNSClient;

  before(() => void (sns = world.own(new SNSClient(server.clientConfig))));
  beforeEach(() => server.answerWith({ headers: { 'content-type': 'text/xml' }, body: PARTIAL }));

  const Subject = 'größer';
  const size = LIMIT - CONTEXT - Buffer.byteLength(Subject);
  for (const [what, length, carried] of [
    ['a message and its subject that leave just enough have the context', size, true],
    ['a byte more, and they are sent as they are', size + 1, false],
  ] as const) {
    it(what, async () => {
      await sns.send(new PublishCommand({ TopicArn, Subject, Message: 'x'.repeat(length) }));
      assert.equal(server.requests[0]?.text.includes('traceparent'), carried);
      server.reset();
      server.answerWith({ headers: { 'content-type': 'text/xml' }, body: PARTIAL });
      const PublishBatchRequestEntries = [{ Id: 'a', Subject, Message: 'x'.repeat(length) }];
      await sns.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries }));
      assert.equal(server.requests[0]?.text.includes('traceparent'), carried);
    });
  }
});
