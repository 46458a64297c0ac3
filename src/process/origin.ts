import type { Options } from '../options';
import { brokerMessageOf } from '../propagation/brokers/brokerMessageOf';
import type { BrokerFacts } from '../semconv/brokers';
import type { Destination } from '../semconv/messaging';
import { describeBrokerMessage } from './brokers/describeBrokerMessage';
import { describeEventRecord } from './describeEventRecord';
import { destinationOf } from './describeIncoming';
import { isFromSqs } from './isSqsMessage';
import { eventRecordOf } from './lambda/sources/eventRecords';
import type { ProcessOptions } from './processOptions';

/** Where messages come from. */
export interface Origin {
  /** Undefined is SQS. */
  readonly broker: BrokerFacts | undefined;
  /** Of SQS; undefined: of several, or not known. */
  readonly destination: Destination | undefined;
}

/** Something that has no messaging system. */
export const UNKNOWN_ORIGIN: Origin = { broker: { system: undefined, destination: undefined }, destination: undefined };

/** Cheaper than all that a message tells. */
export function originOf(message: unknown, options: ProcessOptions, configured: Options): Origin {
  const record = eventRecordOf(message);
  if (record !== undefined) return ofBroker(record.broker ?? describeEventRecord(record, options, configured).broker);
  const broker = brokerMessageOf(message);
  if (broker !== undefined) return ofBroker(describeBrokerMessage(broker, options, configured).broker);
  if (!isFromSqs(message, options)) return ofBroker({ system: undefined, destination: options.destination });
  return { broker: undefined, destination: destinationOf(message, options.queueUrl) };
}

function ofBroker(broker: BrokerFacts | undefined): Origin {
  return broker === undefined ? UNKNOWN_ORIGIN : { broker, destination: undefined };
}
