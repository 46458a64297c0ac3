import type { Options } from '../options';
import { brokerMessageOf } from '../propagation/brokers/brokerMessageOf';
import { attemptBefore } from '../telemetry/ledger';
import { describeBrokerMessage } from './brokers/describeBrokerMessage';
import type { IncomingMessage } from './incomingMessage';
import type { EventRecord } from './lambda/sources/eventRecord';
import type { ProcessOptions } from './processOptions';

/** What a record of an event of a function tells to whoever processes it. */
export function describeEventRecord(
  record: EventRecord,
  options: ProcessOptions,
  configured: Options,
): IncomingMessage {
  const { broker, id, bodySize, sent, attemptKey } = record;
  if (broker === undefined) return describeCarrier(record, options, configured);
  return {
    facts: { id, bodySize },
    broker,
    destination: { name: broker.destination },
    queueTime: sent === undefined ? undefined : Math.max(0, Date.now() - sent),
    received: undefined,
    attemptKey,
    previousAttempt: attemptBefore(attemptKey),
  };
}

/** A message of Kafka or RabbitMQ is described as any other; only its size is known before its content is decoded. */
function describeCarrier(
  { carrier, queue, bodySize }: EventRecord,
  options: ProcessOptions,
  configured: Options,
): IncomingMessage {
  const message = brokerMessageOf(carrier());
  if (message === undefined) throw new TypeError('a record has no carrier');
  const described = describeBrokerMessage(
    message,
    { ...options, destination: options.destination ?? queue },
    configured,
  );
  return { ...described, facts: { ...described.facts, bodySize } };
}
