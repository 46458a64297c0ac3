import { type Members, isObject, membersOf, number, parseJson, text } from '../../values';
import { type OtherMessage, retryCountOf } from './brokerMessage';

const BULLMQ = 'bullmq';

/**
 * A job of BullMQ. It carries its context where BullMQ's own telemetry has it: as text in its options.
 * @see https://docs.bullmq.io/guide/telemetry
 */
export function bullmq(job: Members): OtherMessage | undefined {
  const { queueName, opts, attemptsMade } = job;
  if (typeof queueName !== 'string' || !isObject(opts) || !('data' in job) || typeof attemptsMade !== 'number')
    return undefined;
  return {
    system: 'other',
    name: BULLMQ,
    message: job,
    id: text(job['id']),
    headers: contextOfJob(opts),
    // Its data is a value, and no message's body.
    body: () => undefined,
    bodySize: undefined,
    destination: queueName,
    sent: number(job['timestamp']),
    retryCount: retryCountOf(attemptsMade),
  };
}

/** What BullMQ's telemetry, or this package, has put into the options of a job. */
export function contextOfJob(opts: Members): Members {
  const { metadata } = membersOf(opts['telemetry']);
  return typeof metadata === 'string' ? membersOf(parseJson(metadata)) : {};
}
