import type { BrokerMessage } from '../../propagation/brokers/brokerMessage';
import { headerText } from '../../propagation/brokers/headers';
import { FORWARD_REASON, forwardText, RETRY_COUNT } from '../../propagation/forwardAttributes';
import { fieldOf } from '../../propagation/fieldNames';
import { type Members, integer, isObject, text, isBytes } from '../../values';

/** What a message went through before it came, whoever keeps account of it. */
export interface Lineage {
  /** The queue or topic in which it failed first. */
  readonly source: string | undefined;
  /** How often it was tried before. */
  readonly retryCount: number | undefined;
  /** Why it was given up last: a word of the broker, the class of an exception, or what a forward says. */
  readonly reason: string | undefined;
  /** Every queue that gave it up, the latest first. */
  readonly queues: readonly string[];
}

/** The account of this package comes first, then that of a library, then that of the broker. */
export function lineageOf({ system, headers }: BrokerMessage): Lineage {
  const told = system === 'rabbitmq' ? ofRabbit(headers) : system === 'kafka' ? ofKafka(headers) : NOTHING;
  const count = integer(headerText(headers, RETRY_COUNT));
  return {
    ...told,
    retryCount: count !== undefined && count >= 0 ? count : told.retryCount,
    reason: forwardText(headerText(headers, FORWARD_REASON) ?? told.reason),
  };
}

const NOTHING: Lineage = { source: undefined, retryCount: undefined, reason: undefined, queues: [] };

/** One queue's account of what it gave up for one reason. @see https://www.rabbitmq.com/docs/dlx#effects */
interface Death {
  readonly queue: string | undefined;
  readonly reason: string | undefined;
  readonly count: number;
}

/**
 * A message that waits for its next attempt dies of age in the queue where it waits: what counts as an attempt is what a
 * consumer rejected. A quorum queue counts how often it has delivered a message in vain: from RabbitMQ 4.3 on in a header
 * of its own, while what was left of the other one does not count what `nack` gives back.
 * @see https://www.rabbitmq.com/docs/quorum-queues#poison-message-handling
 * @see https://www.rabbitmq.com/docs/4.3/nack
 */
function ofRabbit(headers: Members): Lineage {
  const deaths = deathsOf(headers);
  const rejected = deaths.filter(({ reason }) => reason === 'rejected' || reason === 'delivery_limit');
  const failed = rejected.at(-1) ?? deaths.at(-1);
  const rejections = rejected.reduce((sum, { count }) => sum + count, 0);
  const deliveries = positive(countOf(headers['x-acquired-count'])) ?? countOf(headers['x-delivery-count']);
  const first =
    text(headers['x-first-death-reason']) === failed?.reason ? text(headers['x-first-death-queue']) : undefined;
  return {
    source: first ?? failed?.queue,
    retryCount: positive(rejections) ?? positive(deliveries),
    reason: failed?.reason,
    queues: deaths.flatMap(({ queue }) => queue ?? []),
  };
}

/** The latest first, as the broker keeps them. */
function deathsOf(headers: Members): Death[] {
  const deaths: unknown = headers['x-death'];
  if (!Array.isArray(deaths)) return [];
  return deaths.filter(isObject).map(({ queue, reason, count }) => ({
    queue: text(queue),
    reason: text(reason),
    count: countOf(count) ?? 1,
  }));
}

/** The headers in which libraries keep the topic in which a record failed first. */
const SOURCES = ['kafka_original-topic', 'kafka_dlt-original-topic', '__connect.errors.topic'] as const;

/** Those in which they keep the class of the exception. */
const REASONS = [
  'kafka_exception-cause-fqcn',
  'kafka_exception-fqcn',
  'kafka_dlt-exception-cause-fqcn',
  'kafka_dlt-exception-fqcn',
  '__connect.errors.exception.class.name',
] as const;

/**
 * Kafka keeps no account itself; Spring, and Kafka Connect, keep one in headers.
 * @see https://docs.spring.io/spring-kafka/reference/retrytopic.html
 * @see https://docs.spring.io/spring-kafka/reference/kafka/annotation-error-handling.html#dead-letters
 */
function ofKafka(headers: Members): Lineage {
  const source = firstText(headers, SOURCES);
  const attempt =
    countOf(fieldOf(headers, 'retry_topic-attempts')) ?? countOf(fieldOf(headers, 'kafka_deliveryAttempt'));
  return {
    source,
    // The attempt that comes now is counted already.
    retryCount: attempt === undefined ? undefined : positive(attempt - 1),
    reason: firstText(headers, REASONS),
    queues: [],
  };
}

function firstText(headers: Members, names: readonly string[]): string | undefined {
  for (const name of names) {
    const found = headerText(headers, name);
    if (found !== undefined && found !== '') return found;
  }
  return undefined;
}

function positive(count: number | undefined): number | undefined {
  return count !== undefined && count > 0 ? count : undefined;
}

/** A number, a text, or four bytes as Java writes them. */
function countOf(value: unknown): number | undefined {
  const given: unknown = Array.isArray(value) ? value.at(-1) : value;
  if (typeof given === 'number' || typeof given === 'bigint') return integer(String(given));
  if (!isBytes(given)) return integer(given);
  return given.byteLength === 4 ? Buffer.from(given).readInt32BE() : integer(Buffer.from(given).toString('utf8'));
}
