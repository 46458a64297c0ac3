import type { BrokerMessage } from '../../propagation/brokers/brokerMessage';
import { brokerMessageOf } from '../../propagation/brokers/brokerMessageOf';
import { headerText } from '../../propagation/brokers/headers';
import { RETRY_COUNT } from '../../propagation/forwardAttributes';
import { attributeText, ownAttribute } from '../../propagation/messageCarrier';
import { integer, membersOf, text, type Members, isBytes } from '../../values';
import { retryCountOf } from '../describeIncoming';
import { isSqsMessage } from '../isSqsMessage';

/** What a received message consists of, whoever brought it. */
export interface ReceivedParts {
  /** Undefined: it is of SQS. */
  readonly broker: BrokerMessage | undefined;
  readonly id: string | undefined;
  /** Text, bytes, or null for a record of Kafka without a value. */
  readonly body: string | Uint8Array | null;
  /** Message attributes of SQS. */
  readonly attributes: Members;
  /** System attributes of SQS. */
  readonly system: Members;
  /** How often it was forwarded, if it was. */
  readonly retryCount: number | undefined;
  /** What an earlier forward has noted under a name. */
  noted(name: string): string | undefined;
}

/**
 * @param lossy whether what a client has made of the body's bytes is as good as these
 * @throws TypeError for what no client has given, or what has no body: an empty message would be sent in its place
 */
export function receivedParts(message: object, lossy = false): ReceivedParts {
  const broker = brokerMessageOf(message);
  if (broker !== undefined) return partsOfBroker(broker, lossy);
  if (!isSqsMessage(message)) throw unknownMessage('its shape is that of no client that is known');
  const members = membersOf(message);
  const attributes = membersOf(members['MessageAttributes'] ?? members['messageAttributes']);
  return {
    broker,
    id: text(members['MessageId'] ?? members['messageId']),
    body: bodyIn(members['Body'] ?? members['body']),
    attributes,
    system: membersOf(members['Attributes'] ?? members['attributes']),
    retryCount: retryCountOf(attributes),
    noted: (name) => attributeText(ownAttribute(attributes, name)),
  };
}

function partsOfBroker(broker: BrokerMessage, lossy: boolean): ReceivedParts {
  const { id, headers } = broker;
  if (broker.system === 'other' && broker.hidesHeaders === true && !lossy)
    throw unknownMessage('its headers cannot be read');
  const noted = (name: string): string | undefined => headerText(headers, name);
  return {
    broker,
    id,
    body: bodyIn(broker.body(lossy)),
    attributes: {},
    system: {},
    // It counts forwards. A broker's own account of what was rejected before is another one, and begins anew.
    retryCount: countOf(noted(RETRY_COUNT)) ?? (broker.system === 'other' ? broker.retryCount : undefined),
    noted,
  };
}

function countOf(spelled: string | undefined): number | undefined {
  const count = integer(spelled);
  return count !== undefined && count >= 0 ? count : undefined;
}

function bodyIn(body: unknown): string | Uint8Array | null {
  if (typeof body === 'string' || isBytes(body) || body === null) return body;
  throw unknownMessage('its body is not there as it was sent');
}

function unknownMessage(reason: string): TypeError {
  return new TypeError(
    `forwardMessage cannot forward this message: ${reason}; \`shape\` in its options says where body and headers stand`,
  );
}
