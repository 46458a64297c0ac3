import { randomUUID } from 'node:crypto';
import { invalidParameter, SqsRejection } from './strictErrors';
import type { SqsBody } from './strictMessages';
import type { Ledger, SqsMessage, SqsQueue } from './strictStore';

interface MoveTask {
  readonly TaskHandle: string;
  readonly Status: 'COMPLETED' | 'FAILED';
  readonly SourceArn: string;
  readonly DestinationArn: string | undefined;
  readonly MaxNumberOfMessagesPerSecond: number | undefined;
  readonly ApproximateNumberOfMessagesMoved: number;
  readonly ApproximateNumberOfMessagesToMove: number;
  readonly FailureReason: string | undefined;
  readonly StartedTimestamp: number;
}

/**
 * StartMessageMoveTask and ListMessageMoveTasks, which fauxqs lacks. A task is done before it is answered: a test has
 * to be ready for a later end, as on AWS.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
 */
export class MoveTasks {
  readonly #tasks: MoveTask[] = [];

  constructor(readonly ledger: Ledger) {}

  start({ SourceArn = '', DestinationArn, MaxNumberOfMessagesPerSecond }: SqsBody): { TaskHandle: string } {
    const source = this.#queue(SourceArn, 'SourceArn');
    if (!this.ledger.store.listQueues().some((queue) => deadLetterTarget(queue) === SourceArn)) {
      throw invalidParameter('Source queue must be configured as a Dead Letter Queue.');
    }
    const destination = DestinationArn === undefined ? undefined : this.#queue(DestinationArn, 'DestinationArn');
    const messages = takeVisible(source);
    const strays = messages.filter((message) => !this.#move(message, destination));
    for (const message of strays) source.enqueue(message);
    const TaskHandle = Buffer.from(JSON.stringify({ taskId: randomUUID(), sourceArn: SourceArn })).toString('base64');
    this.#tasks.unshift({
      TaskHandle,
      Status: strays.length === 0 ? 'COMPLETED' : 'FAILED',
      SourceArn,
      DestinationArn,
      MaxNumberOfMessagesPerSecond,
      ApproximateNumberOfMessagesMoved: messages.length - strays.length,
      ApproximateNumberOfMessagesToMove: messages.length,
      FailureReason: strays.length === 0 ? undefined : 'CouldNotDetermineMessageSource',
      StartedTimestamp: Date.now(),
    });
    return { TaskHandle };
  }

  list({ SourceArn = '', MaxResults = 1 }: SqsBody): { Results: unknown[] } {
    this.#queue(SourceArn, 'SourceArn');
    const tasks = this.#tasks.filter((task) => task.SourceArn === SourceArn).slice(0, MaxResults);
    // The handle is there to cancel a running task; these have ended.
    return { Results: tasks.map((task) => ({ ...task, TaskHandle: undefined })) };
  }

  #queue(arn: string, parameter: string): SqsQueue {
    const queue = this.ledger.store.getQueueByArn(arn);
    if (queue !== undefined) return queue;
    const message = `The resource that you specified for the ${parameter} parameter doesn't exist.`;
    throw new SqsRejection('ResourceNotFoundException', message, 404);
  }

  /** A moved message is a new message: a new id and enqueue time; body and attributes stay. */
  #move(message: SqsMessage, destination: SqsQueue | undefined): boolean {
    const origin = this.ledger.deadLetterSources.get(message);
    const target = destination ?? (origin === undefined ? undefined : this.ledger.store.getQueueByArn(origin));
    if (target === undefined) return false;
    const moved: SqsMessage = {
      ...message,
      messageId: randomUUID(),
      sentTimestamp: Date.now(),
      approximateReceiveCount: 0,
    };
    delete moved.approximateFirstReceiveTimestamp;
    delete moved.delayUntil;
    if (target.isFifo()) moved.sequenceNumber = target.nextSequenceNumber();
    target.enqueue(moved);
    return true;
  }
}

/** The ARN of a queue's dead-letter queue. */
export function deadLetterTarget(queue: SqsQueue): string | undefined {
  const policy = queue.attributes['RedrivePolicy'];
  if (policy === undefined || policy === '') return undefined;
  return (JSON.parse(policy) as { deadLetterTargetArn?: string }).deadLetterTargetArn;
}

function takeVisible(queue: SqsQueue): SqsMessage[] {
  queue.processTimers();
  const messages = [...queue.messages, ...[...queue.fifoMessages.values()].flat()];
  queue.messages = [];
  queue.fifoMessages.clear();
  return messages;
}
