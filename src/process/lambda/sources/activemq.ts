import { ACTIVEMQ } from '../../../semconv/eventSources';
import { type Members, isObject, membersOf, number, text } from '../../../values';
import { encodedBytes } from '../../../propagation/brokers/bodySize';
import { jmsProperties } from '../../../propagation/jmsProperties';
import type { EventRecord } from './eventRecord';

/** @see https://docs.aws.amazon.com/lambda/latest/dg/with-mq.html */
export function activeMqRecord(record: Members): EventRecord {
  const { destination, properties, data, timestamp, correlationId, correlationID } = record;
  const { physicalName, physicalname } = membersOf(destination);
  const queue = text(physicalName ?? physicalname);
  const id = text(record['messageID']);
  return {
    carrier: () => ({ content: undefined, fields: {}, properties: { headers: jmsProperties(properties) } }),
    broker: {
      system: ACTIVEMQ,
      destination: queue,
      conversationId: text(correlationId ?? correlationID) || undefined,
    },
    id,
    bodySize: encodedBytes(data),
    sent: number(timestamp),
    attemptKey: id,
  };
}

/** In an event of Lambda, a message does not tell its source. */
export function isActiveMqRecord({ messageID, destination }: Members): boolean {
  return typeof messageID === 'string' && isObject(destination);
}
