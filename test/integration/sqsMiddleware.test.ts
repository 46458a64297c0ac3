import assert from 'node:assert/strict';
import { ListQueuesCommand, type SQSClient, SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { context, trace } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { attributes, bodyOf, linksOf, startSqsWorld, text, traceHeaderOf, traceparentOf } from './sqsWorld';
import { useWorld } from '../support/useWorld';

type Args = { input: Record<string, unknown> };
type Next = (args: Args) => Promise<never>;

/** What an application may do in a middleware. */
type Change = (input: Record<string, unknown>) => Record<string, unknown>;

const oneMore: Change = (input) => ({
  ...input,
  MessageAttributes: { ...(input['MessageAttributes'] as object), late: text('late') },
});

/** A middleware that hands on its input alone, changed. */
const changing =
  (change: Change, spread: boolean) =>
  (next: Next) =>
  (args: Args): Promise<never> =>
    next(spread ? { ...args, input: change(args.input) } : { input: change(args.input) });

const PLACES = [
  ['initialize', 'high'],
  ['initialize', 'normal'],
  ['initialize', 'low'],
  ['serialize', 'high'],
] as const;

describe('middleware of the application', () => {
  const world = useWorld(startSqsWorld);
  let QueueUrl: string;

  before(async () => void (QueueUrl = await world.createQueue()));

  /** Adds a middleware to a client, or to a command. */
  function add(target: unknown, middleware: unknown, placement: object): void {
    (target as { middlewareStack: { add(middleware: unknown, placement: object): void } }).middlewareStack.add(
      middleware,
      placement,
    );
  }

  function addBeforeSerializer(target: unknown, middleware: unknown): void {
    const { middlewareStack } = target as {
      middlewareStack: { addRelativeTo(middleware: unknown, placement: object): void };
    };
    middlewareStack.addRelativeTo(middleware, { relation: 'before', toMiddleware: 'serializerMiddleware' });
  }

  /** Sends nine attributes, and asserts that ten go out, and that the message leads to its span. */
  async function assertTenAreSent(sqs: SQSClient, command: SendMessageCommand): Promise<void> {
    await sqs.send(command);
    const span = world.tracing.span('SQS.SendMessage').spanContext();
    const sent = bodyOf(world.server.sent('SendMessage')[0]);
    assert.deepEqual(
      Object.keys(sent.MessageAttributes ?? {}).toSorted(),
      [...Object.keys(attributes(9)), 'late'].toSorted(),
    );
    assert.equal(sent.MessageSystemAttributes?.['AWSTraceHeader']?.StringValue, traceHeaderOf(span));
  }

  const nine = (): SendMessageCommand =>
    new SendMessageCommand({ QueueUrl, MessageBody: 'x', MessageAttributes: attributes(9) });

  for (const [step, priority] of PLACES) {
    for (const spread of [true, false]) {
      const how = spread ? 'the arguments with another input' : 'another input alone';
      it(`adds an attribute in ${step}, ${priority}, of the client, and hands on ${how}`, async () => {
        const sqs = world.client();
        add(sqs, changing(oneMore, spread), { step, priority });
        await assertTenAreSent(sqs, nine());
      });

      it(`adds an attribute in ${step}, ${priority}, of a client that was used before, and hands on ${how}`, async () => {
        const sqs = world.client();
        await sqs.send(new ListQueuesCommand({}));
        add(sqs, changing(oneMore, spread), { step, priority });
        world.reset();
        await assertTenAreSent(sqs, nine());
      });

      it(`adds an attribute in ${step}, ${priority}, of the command, and hands on ${how}`, async () => {
        const command = nine();
        add(command, changing(oneMore, spread), { step, priority });
        await assertTenAreSent(world.client(), command);
      });
    }
  }

  it('adds an attribute directly before the serializer, of the client and of the command', async () => {
    const sqs = world.client();
    addBeforeSerializer(sqs, changing(oneMore, true));
    await assertTenAreSent(sqs, nine());
    world.reset();
    const command = nine();
    addBeforeSerializer(command, changing(oneMore, true));
    await assertTenAreSent(world.client(), command);
  });

  it('adds an attribute to every entry of a batch', async () => {
    const sqs = world.client();
    const lateEntries: Change = (input) => ({ ...input, Entries: (input['Entries'] as Args['input'][]).map(oneMore) });
    add(sqs, changing(lateEntries, true), { step: 'initialize', priority: 'low' });
    const Entries = [8, 9].map((count) => ({
      Id: `e${count}`,
      MessageBody: 'x',
      MessageAttributes: attributes(count),
    }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    const [eight, nineOwn] = bodyOf(world.server.sent('SendMessageBatch')[0]).Entries ?? [];
    const creates = world.tracing.spans().filter(({ name }) => name.startsWith('create'));
    assert.equal(
      eight?.MessageAttributes?.['traceparent']?.StringValue,
      traceparentOf(creates[0]?.spanContext() ?? assert.fail()),
    );
    assert.equal(
      nineOwn?.MessageSystemAttributes?.['AWSTraceHeader']?.StringValue,
      traceHeaderOf(creates[1]?.spanContext() ?? assert.fail()),
    );
    assert.equal(Object.keys(nineOwn?.MessageAttributes ?? {}).length, 10);
  });

  it('sees the command, and what it changes in its input stays in the object of the caller', async () => {
    const seen: unknown[] = [];
    const mutate = (next: Next) => (args: Args) => {
      seen.push(args);
      args.input['MessageBody'] = 'changed';
      return next(args);
    };
    const outcomes = [];
    for (const traced of [true, false]) {
      const sqs = world.client();
      add(sqs, mutate, { step: 'initialize' });
      const input = { QueueUrl, MessageBody: 'x' };
      const command = new SendMessageCommand(input);
      const send = (): Promise<unknown> => sqs.send(command);
      await (traced ? send() : context.with(suppressTracing(context.active()), send));
      outcomes.push([input, command.input, seen.at(-1) === command, seen.at(-1) instanceof SendMessageCommand]);
    }
    assert.deepEqual(outcomes[0], outcomes[1]);
    assert.deepEqual(outcomes[0]?.[0], { QueueUrl, MessageBody: 'changed' });
  });

  it('sees a command of the same class also where a request hook changed the input', async () => {
    world.instrumentation.setConfig({
      requestHook: (_span, _service, _operation, params) => void (params['DelaySeconds'] = 0),
    });
    const sqs = world.client();
    const seen: unknown[] = [];
    add(sqs, (next: Next) => (args: Args) => (seen.push(args), next(args)), { step: 'initialize' });
    const input = { QueueUrl, MessageBody: 'x' };
    await sqs.send(new SendMessageCommand(input));
    assert.ok(seen[0] instanceof SendMessageCommand);
    assert.deepEqual(bodyOf(world.server.sent('SendMessage')[0]).DelaySeconds, 0);
    assert.deepEqual(input, { QueueUrl, MessageBody: 'x' });
  });

  it('makes a span of its own, and the message leads to the span of the call', async () => {
    const sqs = world.client();
    const spanning = (next: Next) => (args: Args) => {
      const span = trace.getTracer('application').startSpan('own');
      return context.with(trace.setSpan(context.active(), span), () => next(args)).finally(() => span.end());
    };
    add(sqs, spanning, { step: 'initialize' });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
    const sent = bodyOf(world.server.sent('SendMessage')[0]);
    const call = world.tracing.span('SQS.SendMessage');
    assert.equal(sent.MessageAttributes?.['traceparent']?.StringValue, traceparentOf(call.spanContext()));
    assert.deepEqual(linksOf(call), []);
  });

  it('makes another call of the client, which is ignored: that one goes out as it came', async () => {
    world.instrumentation.setConfig({
      ignore: (_service, _operation, params) => (params as Args['input'])['MessageBody'] === 'inner',
    });
    const sqs = world.client();
    const nesting = (next: Next) => async (args: Args) => {
      if (args.input['MessageBody'] === 'outer') {
        await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'inner' }));
      }
      return next(args);
    };
    add(sqs, nesting, { step: 'initialize' });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'outer' }));
    const [inner, outer] = world.server.sent('SendMessage').map(bodyOf);
    assert.deepEqual(inner, { QueueUrl, MessageBody: 'inner' });
    assert.ok(outer?.MessageAttributes?.['traceparent']);
  });

  it('makes another call of the client with tracing suppressed: that one goes out as it came', async () => {
    const sqs = world.client();
    const nesting = (next: Next) => async (args: Args) => {
      if (args.input['MessageBody'] === 'outer') {
        const send = (): Promise<unknown> => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'inner' }));
        await context.with(suppressTracing(context.active()), send);
      }
      return next(args);
    };
    add(sqs, nesting, { step: 'initialize' });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'outer' }));
    const [inner, outer] = world.server.sent('SendMessage').map(bodyOf);
    assert.deepEqual(inner, { QueueUrl, MessageBody: 'inner' });
    assert.ok(outer?.MessageAttributes?.['traceparent']);
  });

  it('keeps its order when the client is instrumented', async () => {
    const sqs = world.client();
    const order: string[] = [];
    const noting = (name: string) => (next: Next) => (args: Args) => (order.push(name), next(args));
    for (const [name, placement] of [
      ['first', { step: 'initialize', priority: 'high', name: 'first' }],
      ['second', { step: 'initialize', priority: 'high' }],
      ['third', { step: 'initialize' }],
      ['fourth', { step: 'initialize', priority: 'low' }],
      ['fifth', { step: 'serialize', priority: 'high' }],
    ] as const) {
      add(sqs, noting(name), placement);
    }
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
    const names = ['first', 'second', 'third', 'fourth', 'fifth'];
    assert.deepEqual(order, [...names, ...names]);
  });
});
