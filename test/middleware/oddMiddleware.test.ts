import assert from 'node:assert/strict';
import {
  CreateQueueCommand,
  ReceiveMessageCommand,
  SQSClient,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { ROOT_CONTEXT, context } from '@opentelemetry/api';
import { instrumentClient } from '../../src';
import { type RecordedRequest, startAwsServer } from '../support/awsServer';
import { startTracing } from '../support/tracing';
import { useWorld } from '../support/useWorld';

interface Attributes {
  readonly MessageAttributes?: { readonly traceparent?: { readonly StringValue: string } };
}
type Next = (args: object) => Promise<never>;
/** Middleware of an application, which may pass anything on. */
type Middleware = (next: Next) => Next;
type Job = () => Promise<unknown>;

const byText = (one = '', other = ''): number => one.localeCompare(other);

/** Runs one job after the other; each begins in the context of the one before it, as with many a queue. */
function oneByOne(): (job: Job) => Promise<never> {
  const waiting: (() => void)[] = [];
  let running = false;
  const next = (): void => {
    running = waiting.length > 0;
    waiting.shift()?.();
  };
  return (job) =>
    new Promise((resolve, reject) => {
      waiting.push(
        () =>
          void job()
            .then(resolve as (value: unknown) => void, reject)
            .finally(next),
      );
      if (!running) next();
    });
}

describe('middleware of the application that does odd things', () => {
  const tracing = useWorld(startTracing);
  const server = useWorld(startAwsServer);
  let QueueUrl = '';
  before(async () => {
    const client = new SQSClient(server.clientConfig);
    ({ QueueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName: 'odd' })));
    client.destroy();
  });
  beforeEach(() => server.clearRequests());

  function clientWith(middleware: Middleware, cacheMiddleware = false): SQSClient {
    const client = instrumentClient(new SQSClient({ ...server.clientConfig, cacheMiddleware }));
    client.middlewareStack.add(middleware as never, { step: 'initialize', name: 'odd' });
    return client;
  }
  const carried = (sent: unknown): string | undefined =>
    (sent as Attributes).MessageAttributes?.traceparent?.StringValue.split('-')[2];
  const entriesOf = (sent: RecordedRequest | undefined): object[] => sent?.body?.['Entries'] ?? [];
  const ids = (name: string): string[] => tracing.spans(name).map((span) => span.spanContext().spanId);

  it('a call has its context also where middleware sends another one while the stack is resolved', async () => {
    const inner = instrumentClient(new SQSClient(server.clientConfig));
    const sent: Promise<unknown>[] = [];
    const client = clientWith((next) => {
      sent.push(inner.send(new SendMessageCommand({ QueueUrl, MessageBody: 'inner' })));
      return (args) => context.with(ROOT_CONTEXT, next, undefined, args);
    });
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'outer' }));
    await Promise.all(sent);
    const bodies = server.sent('SendMessage').map(({ body }) => body);
    assert.deepEqual(bodies.map((body) => body?.['MessageBody']).toSorted(byText), ['inner', 'outer']);
    assert.deepEqual(bodies.map(carried).toSorted(byText), ids('SQS.SendMessage').toSorted(byText));
    for (const each of [client, inner]) each.destroy();
  });

  it('a call has its own context also where middleware gives it the input of one that is under way', async () => {
    const input = { QueueUrl, MessageBody: 'of both' };
    const inner = clientWith((next) => (args) => next({ ...args, input }));
    const client = clientWith((next) => async (args) => {
      await inner.send(new SendMessageCommand({ QueueUrl, MessageBody: 'inner' }));
      return next(args);
    });
    await client.send(new SendMessageCommand(input));
    assert.deepEqual(
      server.sent('SendMessage').map(({ body }) => carried(body)),
      ids('SQS.SendMessage'),
    );
    for (const each of [client, inner]) each.destroy();
  });

  for (const [xrayRequestHeader, cacheMiddleware] of [
    [false, false],
    [true, false],
    [true, true],
  ]) {
    const title = `${xrayRequestHeader ? ', on its request, too' : ''}${cacheMiddleware ? ', of a kept handler' : ''}`;
    it(`each call of a queue has its own context${title}`, async () => {
      const inTurn = oneByOne();
      const queued =
        (next: Next): Next =>
        (args) =>
          inTurn(() => next(args));
      const client = instrumentClient(clientWith(queued, cacheMiddleware), { xrayRequestHeader });
      const afterInjection = oneByOne();
      const queuedAgain = (next: Next) => (args: object) => afterInjection(() => next({ ...args }));
      client.middlewareStack.add(queuedAgain as never, { step: 'build', priority: 'high', name: 'again' });
      await Promise.all([
        client.send(new SendMessageCommand({ QueueUrl, MessageBody: '1' })),
        client.send(new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: 'a', MessageBody: '2' }] })),
        client.send(new ReceiveMessageCommand({ QueueUrl })),
        client.send(new SendMessageCommand({ QueueUrl, MessageBody: '3' })),
      ]);
      const sends = server.sent('SendMessage');
      assert.deepEqual(
        sends.map(({ body }) => carried(body)),
        ids('SQS.SendMessage'),
      );
      const [batch] = server.sent('SendMessageBatch');
      assert.deepEqual(entriesOf(batch).map(carried), ids('create odd'));
      const [receive] = server.sent('ReceiveMessage');
      assert.ok(JSON.stringify(receive?.body).includes('"traceparent"'));
      const parents = sends.map(({ headers }) => /Parent=(\w+)/.exec(String(headers['x-amzn-trace-id']))?.[1]);
      assert.deepEqual(parents, xrayRequestHeader ? ids('SQS.SendMessage') : [undefined, undefined]);
      client.destroy();
    });
  }

  it('each call of two that go on together has its own context on its request, also of a kept handler', async () => {
    let first: (() => void) | undefined;
    let arrive = (): void => {};
    const arrived = new Promise<void>((resolve) => void (arrive = resolve));
    // The second one lets the first one go on, in its own context.
    const inPairs = (next: Next) => (args: object) =>
      new Promise((resolve, reject) => {
        const goOn = (): void => void next({ ...args }).then(resolve, reject);
        if (first !== undefined) {
          first();
          return goOn();
        }
        first = goOn;
        arrive();
      });
    const client = new SQSClient({ ...server.clientConfig, cacheMiddleware: true });
    instrumentClient(client, { xrayRequestHeader: true });
    client.middlewareStack.add(inPairs as never, { step: 'build', priority: 'high', name: 'pairs' });
    const send = (MessageBody: string): Promise<unknown> =>
      client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    const sent = [send('first')];
    await arrived;
    await Promise.all([...sent, send('second')]);
    const ownHeaders = server.sent('SendMessage').map(({ body, headers }) => {
      const [, parent] = /Parent=(\w+)/.exec(String(headers['x-amzn-trace-id'])) ?? [];
      return parent !== undefined && parent === carried(body);
    });
    assert.deepEqual(ownHeaders, [true, true]);
    client.destroy();
  });

  for (const cacheMiddleware of [false, true]) {
    const title = cacheMiddleware ? ', where calls share what is resolved' : '';
    it(`each call of a queue has its own context, and an ignored one none${title}`, async () => {
      const inTurn = oneByOne();
      const queued =
        (next: Next): Next =>
        (args) =>
          inTurn(() => next({ ...args }));
      const client = instrumentClient(clientWith(queued, cacheMiddleware), {
        ignore: (_service, _operation, { MessageBody }: { MessageBody?: string }) => MessageBody === 'ignored',
      });
      const bodies = ['first', 'ignored', 'second'];
      await Promise.all(bodies.map((MessageBody) => client.send(new SendMessageCommand({ QueueUrl, MessageBody }))));
      const [first, second] = ids('SQS.SendMessage');
      assert.deepEqual(
        server.sent('SendMessage').map(({ body }) => carried(body)),
        [first, undefined, second],
      );
      client.destroy();
    });
  }

  it('each call has its own context of those that an application makes with one handler', async () => {
    const inTurn = oneByOne();
    const client = clientWith((next) => (args) => inTurn(() => next(args)));
    const commands = ['1', '2', '3'].map((MessageBody) => new SendMessageCommand({ QueueUrl, MessageBody }));
    const handler = commands[0]?.resolveMiddleware(client.middlewareStack, client.config, {}) ?? assert.fail();
    await Promise.all(commands.map(async (command) => handler(command)));
    assert.deepEqual(
      server.sent('SendMessage').map(({ body }) => carried(body)),
      ids('SQS.SendMessage'),
    );
    client.destroy();
  });

  it('every create span ends of a batch that is sent twice, and each message has one', async () => {
    const again: Record<string, (args: { input: object }) => object> = {
      'the same': (args) => args,
      'something else': (args) => ({ ...args, input: { QueueUrl, Entries: [{ Id: 'c', MessageBody: 'c' }] } }),
    };
    for (const [title, second] of Object.entries(again)) {
      tracing.reset();
      server.clearRequests();
      const client = clientWith((next) => async (args) => {
        await next(args);
        return next(second(args as { input: object }));
      });
      const Entries = ['a', 'b'].map((Id) => ({ Id, MessageBody: Id }));
      await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      const sent = server.sent('SendMessageBatch').flatMap((request) => entriesOf(request).map(carried));
      const ended = ids('create odd');
      assert.deepEqual([...new Set(sent)].toSorted(byText), ended.toSorted(byText), title);
      assert.equal(ended.length, title === 'the same' ? 2 : 3, title);
      client.destroy();
    }
  });

  it('a command may be a proxy that does not like to be asked', async () => {
    const client = clientWith((next) => next);
    const has = (): never => assert.fail('asked');
    await client.send(new Proxy(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }), { has }));
    assert.ok(tracing.span('SQS.SendMessage'));
    client.destroy();
  });
});
