import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type TextMapPropagator, propagation } from '@opentelemetry/api';
import { type SqsInstrumentationConfig, resolveOptions } from '../../src/options';
import { asksForAll } from '../../src/services/contextQuery';
import { capturedOnly, sentMessage } from '../../src/services/messages';
import { sqs } from '../../src/services/sqs';
import { isFreeForHeader } from '../../src/services/traceHeader';
import { Described } from './describe';

const { operations, others } = sqs;

describe('the host of a request to a queue', () => {
  const QueueUrl = 'http://127.0.0.1:4566/000000000000/orders';
  for (const [name, definition] of Object.entries({ ...operations, 'any other operation': others })) {
    it(`${name}: that of the URL, if the client does not say otherwise`, () => {
      const { server } = definition ?? {};
      const host = { address: '127.0.0.1', port: 4566 };
      for (const useQueueUrlAsEndpoint of [undefined, true]) {
        assert.deepEqual(server?.({ QueueUrl }, { useQueueUrlAsEndpoint }), host);
      }
      assert.equal(server?.({ QueueUrl }, { useQueueUrlAsEndpoint: false }), undefined);
      assert.equal(server?.({}, {}), undefined);
    });
  }
});

describe('the queue of an operation', () => {
  const QueueUrl = 'https://sqs.eu-west-1.amazonaws.com/123456789012/orders';
  const asked = (operation: string, input: object) => new Described(sqs, operation).request(input);

  it('is known by its URL, its ARN or its name, as the request has it', () => {
    const name = 'messaging.destination.name';
    assert.equal(asked('PurgeQueue', { QueueUrl })[name], 'orders');
    const SourceArn = 'arn:aws:sqs:eu-west-1:123456789012:orders';
    assert.equal(asked('StartMessageMoveTask', { SourceArn })[name], 'orders');
    assert.equal(asked('GetQueueUrl', { QueueName: 'orders' })[name], 'orders');
    assert.equal(asked('GetQueueUrl', { QueueName: 7 })[name], undefined);
  });

  it('is known by the URL of an answer', () => {
    for (const operation of ['GetQueueUrl', 'CreateQueue']) {
      const attributes = new Described(sqs, operation).response({ QueueUrl });
      assert.equal(attributes['aws.sqs.queue.url'], QueueUrl);
    }
  });
});

describe('a message that is settled', () => {
  const change = (VisibilityTimeout: unknown) => ({ Id: 'a', ReceiptHandle: 'handle', VisibilityTimeout });
  const outcomes = (operation: string, input: object) =>
    operations[operation]?.settles?.(input).map(({ outcome }) => outcome);

  it('is deleted, released, or held for longer', () => {
    for (const [timeout, outcome] of [
      [0, 'released'],
      [30, 'extended'],
      [undefined, 'extended'],
    ] as const) {
      assert.deepEqual(outcomes('ChangeMessageVisibility', change(timeout)), [outcome]);
      assert.deepEqual(outcomes('ChangeMessageVisibilityBatch', { Entries: [change(timeout)] }), [outcome]);
    }
    assert.deepEqual(outcomes('DeleteMessage', change(0)), ['deleted']);
    assert.deepEqual(outcomes('DeleteMessageBatch', { Entries: [change(0)] }), ['deleted']);
  });
});

describe('a receive', () => {
  const complete = (MessageAttributeNames: unknown, config: SqsInstrumentationConfig = {}) =>
    asksForAll({ MessageAttributeNames } as object, resolveOptions(config, {}));

  it('returns all attributes where it asks for them, or where it is made to', () => {
    for (const all of [['All'], ['.*'], ['mine', '.*']]) assert.equal(complete(all), true);
    for (const some of [undefined, null, [], ['mine'], 'All']) assert.equal(complete(some), false);
    assert.equal(complete(undefined, { autoIncludeMessageAttributes: 'all' }), true);
    assert.equal(complete(undefined, { autoIncludeMessageAttributes: false }), false);
  });
});

describe("a message's attributes", () => {
  const attribute = (StringValue: string) => ({ DataType: 'String', StringValue });
  const options = resolveOptions({ capturedMessageAttributes: ['tenant'] }, {});
  afterEach(() => propagation.disable());

  it('are recorded where they are wanted, and nothing where there are none', () => {
    const MessageAttributes = { tenant: attribute('t1'), other: attribute('canary') };
    assert.deepEqual(capturedOnly({ MessageAttributes }, options).captured, { tenant: 't1' });
    assert.equal(capturedOnly({ MessageAttributes }, resolveOptions({}, {})).captured, undefined);
    for (const none of [undefined, null, 'tenant', 7]) {
      assert.equal(capturedOnly({ MessageAttributes: none }, options).captured, undefined);
    }
  });

  it('are recorded without the credentials of a URL', () => {
    const MessageAttributes = { tenant: attribute('postgres://user:canary@db/shop?key=canary') };
    assert.deepEqual(capturedOnly({ MessageAttributes }, options).captured, {
      tenant: 'postgres://***@db/shop?key=***',
    });
  });

  it("are recorded of each message of a batch, with detail: 'standard', too", () => {
    const MessageAttributes = { tenant: attribute('t1') };
    const { SendMessageBatch = assert.fail('no such operation') } = operations;
    for (const { create } of [SendMessageBatch, SendMessageBatch.standard ?? {}]) {
      const facts = create?.({ Id: 'a', MessageBody: 'body', MessageAttributes }, options);
      assert.deepEqual(facts?.message?.captured, { tenant: 't1' });
    }
  });

  it('are counted without those of the propagator and of a forward, in whatever case', () => {
    // One that nobody has counted with before.
    const field = `X-Own-${randomUUID()}`;
    const propagator: TextMapPropagator = {
      inject: () => undefined,
      extract: (context) => context,
      fields: () => [field],
    };
    propagation.setGlobalPropagator(propagator);
    const count = (...names: string[]) =>
      sentMessage(
        { MessageAttributes: Object.fromEntries(names.map((name) => [name, attribute('x')])) },
        'body',
        options,
      ).customAttributes;
    assert.equal(count('mine', 'tenant'), 2);
    assert.equal(count('mine', field, field.toLowerCase(), field.toUpperCase()), 1);
    assert.equal(count('mine', 'x-retry-count', 'X-Original-Trace-Id', 'x-error', 'x-forward-reason'), 1);
  });
});

describe("a member for X-Ray's header", () => {
  it('is free where the application gives none, or one of a message that it processes', () => {
    const HEADER = 'Root=1-00000000-000000000000000000000001';
    const asked: object[] = [];
    const contexts = (kept: boolean) => ({
      contextOf: () => undefined,
      dropped: () => undefined,
      keeps: (message: object) => {
        asked.push(message);
        return kept;
      },
    });
    assert.equal(isFreeForHeader(undefined, contexts(true)), true);
    assert.equal(isFreeForHeader(null, contexts(true)), true);
    assert.deepEqual(asked, []);
    assert.equal(isFreeForHeader(HEADER, contexts(true)), false);
    assert.equal(isFreeForHeader(HEADER, contexts(false)), true);
    assert.deepEqual(asked, [{ Attributes: { AWSTraceHeader: HEADER } }, { Attributes: { AWSTraceHeader: HEADER } }]);
  });
});
