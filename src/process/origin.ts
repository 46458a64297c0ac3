import { brokerMessageOf } from '../propagation/brokerMessage';
import type { BrokerFacts } from '../semconv/brokers';
import type { Destination } from '../semconv/messaging';
import { describeBrokerMessage } from './brokers/describeBrokerMessage';
import { describeEventRecord } from './describeEventRecord';
import { destinationOf } from './describeIncoming';
import { isSqsMessage } from './isSqsMessage';
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
export const UNKNOWN_ORIGIN: Origin = {
  broker: { system: undefined, destination: undefined },
  destination: undefined,
};
