// oxlint-disable unicorn/no-thenable -- what an application may give is what is tested here
import assert from 'node:assert/strict';
import { ListQueuesCommand, type SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
import { bodyOf, sentAttribute, startSqsWorld, traceparentOf } from './sqsWorld';
import { useWorld } from '../support/useWorld';

type Args = { input: object };
type Next = (args: Args) => Promise<never>;

describe('middleware that nobody expects', () => {
  const world = useWorld(startSqsWorld);
  let QueueUrl: string;

  before(async () => void (QueueUrl = await world.createQueue()));

  function add(client: SQSClient, middleware: unknown): void {
    const stack = client.middlewareStack as { add(given: unknown, placement: object): void };
    stack.add(middleware, { step: 'initialize' });
  }

  for (const title of ['a client', 'a command']) {
    it(`of another client may be put into the stack of ${title}`, async () => {
      const [sqs, other] = [world.client(), world.client()];
      for (const each of [sqs, other]) await each.send(new ListQueuesCommand({}));
      world.tracing.reset();
      const command = new SendMessageCommand({ QueueUrl, MessageBody: 'x' });
      const stack = (title === 'a client' ? sqs : command).middlewareStack as SQSClient['middlewareStack'];
      stack.use(other.middlewareStack);
      await sqs.send(command);
      const span = world.tracing.span('SQS.SendMessage').spanContext();
      assert.equal(sentAttribute(bodyOf(world.server.sent('SendMessage')[0]), 'traceparent'), traceparentOf(span));
    });
  }

  it('may give a thenable, also for a call that is ignored', async () => {
    world.instrumentation.setConfig({ ignore: () => true });
    const sqs = world.client();
    const lazy = (next: Next) => (args: Args) => {
      const answer = next(args);
      return Object.defineProperty({}, 'then', { value: answer.then.bind(answer) });
    };
    add(sqs, lazy);
    assert.ok((await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }))).MessageId);
  });

  it('may take the input away: nothing else is sent in its place', async () => {
    const sqs = world.client();
    const emptying = (next: Next) => (args: Args) => next({ ...args, input: undefined } as unknown as Args);
    add(sqs, emptying);
    await assert.rejects(sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' })), {
      message: 'QueueUrl is required',
    });
  });
});
