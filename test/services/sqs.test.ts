import assert from 'node:assert/strict';
import { ROOT_CONTEXT, propagation } from '@opentelemetry/api';
import type { TextMapPropagator } from '@opentelemetry/api';
import { resolveOptions } from '../../src/options';
import { capturedOnly } from '../../src/services/messages';
import { sqs } from '../../src/services/sqs';
import { Described } from './describe';

const QueueUrl = 'https://sqs.eu-west-1.amazonaws.com/123456789012/orders';
const COUNT = 'messaging.sqs.message.custom_attributes_count';
const attributes = (...names: string[]) =>
  Object.fromEntries(names.map((name) => [name, { DataType: 'String', StringValue: 'x' }]));

describe('what requests to SQS are asked for', () => {
  it('the host of a queue is where the request goes, unless the client says otherwise', () => {
    const server = sqs.operations['SendMessage']?.server;
    const there = { address: 'sqs.eu-west-1.amazonaws.com', port: 443 };
    assert.deepEqual(server?.({ QueueUrl }, {}), there);
    assert.deepEqual(server?.({ QueueUrl }, { useQueueUrlAsEndpoint: true }), there);
    assert.equal(server?.({ QueueUrl }, { useQueueUrlAsEndpoint: false }), undefined);
    assert.equal(server?.({}, {}), undefined);
  });

  it('what becomes of a message that is settled', () => {
    const settled = (operation: string, input: object) => sqs.operations[operation]?.settles?.(input);
    const message = { QueueUrl, ReceiptHandle: 'h' };
    const change = (VisibilityTimeout: number) => settled('ChangeMessageVisibility', { ...message, VisibilityTimeout });
    assert.deepEqual(settled('DeleteMessage', message), [{ receiptHandle: 'h', outcome: 'deleted', id: undefined }]);
    const changed = { receiptHandle: 'h', id: undefined };
    assert.deepEqual(change(0), [{ ...changed, outcome: 'released', visibilityTimeout: 0 }]);
    assert.deepEqual(change(30), [{ ...changed, outcome: 'extended', visibilityTimeout: 30 }]);
  });

  it('attributes that are to be recorded, of a message that has some', () => {
    const options = resolveOptions({ capturedMessageAttributes: ['tenant'] }, {});
    const MessageAttributes = attributes('tenant', 'other');
    assert.deepEqual(capturedOnly({ MessageAttributes }, options).captured, { tenant: 'x' });
    assert.equal(capturedOnly({ MessageAttributes: attributes('other') }, options).captured, undefined);
    for (const odd of [undefined, null, 'text', 7]) {
      assert.deepEqual(capturedOnly({ MessageAttributes: odd }, options), {});
    }
  });
});

describe("the number of a message's own attributes", () => {
  /** Fields that no test before has had: what follows from them is worked out anew. */
  const field = `X-Field-${process.hrtime.bigint()}`;
  const propagator: TextMapPropagator = {
    fields: () => [field],
    inject: () => undefined,
    extract: () => ROOT_CONTEXT,
  };
  before(() => void propagation.setGlobalPropagator(propagator));
  after(() => propagation.disable());

  it('does not count the context, nor what a forward has added, however they are spelled', () => {
    const names = ['own', 'toString', field, field.toLowerCase(), 'x-retry-count', 'X-Original-Trace-Id', 'x-error'];
    const MessageAttributes = { ...attributes(...names), none: null };
    const told = new Described(sqs, 'SendMessage').request({ QueueUrl, MessageBody: 'x', MessageAttributes });
    assert.equal(told[COUNT], 2);
  });

  for (const [asked, config, count] of [
    [['All'], {}, 1],
    [['.*'], {}, 1],
    [['own', '.*'], {}, 1],
    [['own'], {}, undefined],
    [[], {}, undefined],
    [undefined, {}, undefined],
    ['All', {}, undefined],
    [['own'], { autoIncludeMessageAttributes: 'all' }, 1],
    [['own'], { autoIncludeMessageAttributes: true }, undefined],
  ] as const) {
    it(`is known of a message that is received with ${JSON.stringify(asked)}: ${count ?? 'no'}`, () => {
      const Messages = [{ MessageId: 'm', Body: 'x', MessageAttributes: attributes('own') }];
      const receive = new Described(sqs, 'ReceiveMessage', config);
      const told = receive.response({ Messages }, { QueueUrl, MessageAttributeNames: asked });
      assert.equal(told['messaging.message.id'], 'm');
      assert.equal(told[COUNT], count);
    });
  }
});
