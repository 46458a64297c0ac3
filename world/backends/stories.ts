import assert from 'node:assert/strict';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { forwardMessage, processMessage } from '../../src';
import type { AwsServer } from '../../test/support/awsServer';

/** What was sent, and what became of it. */
export interface Stories {
  /** Messages that failed until they were forwarded: the id of the message, and that of the dead letter. */
  readonly dead: readonly { readonly id: string; readonly deadLetterId: string }[];
  /** Messages that succeeded at once. */
  readonly fine: readonly string[];
}

/** Spans that tell of a message by its id: it was made, and each time processed. */
const SPANS_OF_FINE = 2;
const ATTEMPTS = 3;
const SPANS_OF_FAILED = 1 + ATTEMPTS;
/** It was sent on, and processed. */
const SPANS_OF_DEAD_LETTER = 2;

/** One message in two fails three times, and goes to a dead-letter queue, which has a consumer of its own. */
export async function runStories(aws: AwsServer, name: string, messages: number): Promise<Stories> {
  const sqs = new SQSClient(aws.clientConfig);
  const create = async (QueueName: string): Promise<string> =>
    (await sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl ?? '';
  const [QueueUrl, deadLetterUrl] = [await create(name), await create(`${name}-dlq`)];
  for (let index = 0; index < messages; index += 1) {
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: index % 2 === 0 ? 'fine' : 'poison' }));
  }
  const dead: { id: string; deadLetterId: string }[] = [];
  const fine: string[] = [];
  await drain(sqs, QueueUrl, messages, async (message, attempt) => {
    const id = message.MessageId ?? '';
    if (message.Body === 'fine') fine.push(id);
    else if (attempt < ATTEMPTS) throw new RangeError('poison');
    else {
      const sent = await forwardMessage(sqs, message, { queueUrl: deadLetterUrl, reason: 'poison' });
      dead.push({ id, deadLetterId: sent.MessageId ?? '' });
    }
  });
  await drain(sqs, deadLetterUrl, dead.length, async () => {});
  sqs.destroy();
  return { dead, fine };
}

/** How many stories spans tell whole, given the spans that each message id has. */
export function wholeStories({ dead, fine }: Stories, spansOf: ReadonlyMap<string, number>) {
  const whole = dead.filter(
    ({ id, deadLetterId }) =>
      (spansOf.get(id) ?? 0) >= SPANS_OF_FAILED && (spansOf.get(deadLetterId) ?? 0) >= SPANS_OF_DEAD_LETTER,
  );
  const seen = dead.filter(({ id }) => spansOf.has(id));
  const kept = fine.filter((id) => (spansOf.get(id) ?? 0) >= SPANS_OF_FINE);
  return { whole: whole.length / dead.length, seen: seen.length / dead.length, fine: kept.length / fine.length };
}

/** Receives until all are done. Who fails comes again at once. */
async function drain(
  sqs: SQSClient,
  QueueUrl: string,
  messages: number,
  handler: (message: Message, attempt: number) => Promise<void>,
): Promise<void> {
  for (let left = messages; left > 0;) {
    const receive = { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 };
    const asked = { MessageSystemAttributeNames: ['ApproximateReceiveCount' as const] };
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ ...receive, ...asked }));
    assert.notEqual(Messages.length, 0);
    for (const message of Messages) {
      const attempt = Number(message.Attributes?.['ApproximateReceiveCount']);
      const done = await processMessage(message, async () => {
        await handler(message, attempt);
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
        return true;
      }).catch(() => false);
      if (done) left -= 1;
    }
  }
}
