import assert from 'node:assert/strict';
import { Client, Command } from '@smithy/core/client';
import { SQSClient } from '@aws-sdk/client-sqs';
import { instrumentClient } from '../../src';
import { startTracing } from '../support/tracing';
import { useWorld } from '../support/useWorld';

interface Sent {
  readonly input: { readonly MessageAttributes?: Readonly<Record<string, unknown>> };
}

/** The SDK's own client and command, with no middleware of a service. */
class BareClient extends Client<never, never, never, never> {}

type Stack = SQSClient['middlewareStack'];
type Next = (args: Sent) => Promise<never>;

/** Where the releases of 2023 have them: on each command, and not on the client. */
const OF_COMMAND = {
  applyToStack(stack: Stack) {
    const nothing = (next: Next): Next => next;
    stack.add(nothing as never, { name: 'serializerMiddleware', step: 'serialize' });
    const placement = {
      name: 'endpointV2Middleware',
      relation: 'before',
      toMiddleware: 'serializerMiddleware',
    } as const;
    stack.addRelativeTo(nothing as never, placement);
  },
};

describe('the middleware on a client', () => {
  const tracing = useWorld(startTracing);

  function bareClient(plugins: readonly object[] = []) {
    const sent: Sent[] = [];
    const handle = async () => ({ output: { MessageId: 'm' }, response: {} });
    const client = new BareClient({ serviceId: 'SQS', requestHandler: { handle } } as never);
    const noting = (next: (args: Sent) => Promise<never>) => (args: Sent) => {
      sent.push(args);
      return next(args);
    };
    client.middlewareStack.add(noting as never, { step: 'build' });
    const built: unknown = Command.classBuilder<never, never, never, never, never>()
      .n('SQSClient', 'SendMessageCommand')
      .m(() => plugins as never)
      .build();
    const SendMessage = built as new (input: object) => never;
    const send = (input: object): Promise<unknown> => client.send(new SendMessage(input)) as Promise<unknown>;
    return { client, send, sent };
  }

  it('needs none of the middleware that the SDK has for a service: a message carries its context', async () => {
    const { client, send, sent } = bareClient();
    const input = { QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/orders', MessageBody: 'x' };
    const plain = await send(input);
    instrumentClient(client);
    assert.deepEqual(await send(input), plain);
    assert.deepEqual(Object.keys(sent[1]?.input.MessageAttributes ?? {}), ['traceparent']);
    assert.ok(tracing.span('SQS.SendMessage'));
  });

  it('sees what middleware of the application adds before the serializer, wherever that is placed', async () => {
    const text = { DataType: 'String', StringValue: 'x' };
    const MessageAttributes = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`own${index}`, text]));
    const adding =
      (next: Next): Next =>
      (args) =>
        next({
          ...args,
          input: { ...args.input, MessageAttributes: { ...args.input.MessageAttributes, ...MessageAttributes } },
        });
    const places: Record<string, (stack: Stack) => void> = {
      first: (stack) => stack.add(adding as never, { step: 'serialize', priority: 'high' }),
      'among the others': (stack) => stack.add(adding as never, { step: 'serialize' }),
      'beside the serializer': (stack) =>
        stack.addRelativeTo(adding as never, { relation: 'before', toMiddleware: 'serializerMiddleware' }),
      'beside the endpoint': (stack) =>
        stack.addRelativeTo(adding as never, { relation: 'after', toMiddleware: 'endpointV2Middleware' }),
    };
    for (const [title, put] of Object.entries(places)) {
      const { client, send, sent } = bareClient([OF_COMMAND]);
      put(client.middlewareStack as never);
      instrumentClient(client);
      await send({ QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/orders', MessageBody: 'x' });
      assert.deepEqual(Object.keys(sent[0]?.input.MessageAttributes ?? {}), Object.keys(MessageAttributes), title);
    }
  });

  it('is there once, however often a client is instrumented', () => {
    const client = new SQSClient({ region: 'eu-west-1' });
    for (let time = 0; time < 3; time++) instrumentClient(client);
    const names: string[] = [];
    const note = (_middleware: unknown, { name }: { name?: string }) => void names.push(name ?? '');
    client.middlewareStack.applyToStack({ add: note, addRelativeTo: note } as never);
    const ours = names.filter((name) => name.startsWith('opentelemetrySqs'));
    assert.deepEqual(ours.toSorted(), ['opentelemetrySqsInjection', 'opentelemetrySqsMiddleware']);
    client.destroy();
  });
});
