import { types } from 'node:util';
import { type Members, isObject, membersOf, number, text, isBytes } from '../../values';
import { bodySize } from './bodySize';
import { type OtherMessage, retryCountOf } from './brokerMessage';

/** AMQP 1.0 is a protocol of several brokers: which one it is, a message does not tell. */
const AMQP = 'amqp';

/** The section of AMQP 1.0 that holds bytes. @see https://docs.oasis-open.org/amqp/core/v1.0/os/amqp-core-messaging-v1.0-os.html#type-data */
const DATA_SECTION = 0x75;

/**
 * A message of rhea, alone or in the context of its event.
 * @see https://github.com/amqp/rhea#messages
 */
export function rhea(given: Members): OtherMessage | undefined {
  const { message, delivery, receiver } = given;
  const inEvent = isObject(message) && 'body' in message && isOfLink(delivery) && isObject(receiver);
  const found = inEvent ? message : given;
  if (!inEvent && !isRheaMessage(found)) return undefined;
  const { message_id: id, to, body, creation_time: created, delivery_count: count } = found;
  const { address, dynamic } = membersOf(membersOf(receiver)['source']);
  return {
    system: 'other',
    name: AMQP,
    message: found,
    id: text(id),
    headers: membersOf(found['application_properties']),
    body: () => bytesOfBody(body),
    bodySize: bodySize(bytesOfBody(body)),
    destination: text(to) ?? text(address),
    dynamic: dynamic === true && (text(to) ?? address) === address,
    sent: number(types.isDate(created) ? created.getTime() : created),
    retryCount: retryCountOf(count),
  };
}

function isOfLink(delivery: unknown): boolean {
  return isObject(delivery) && ('link' in delivery || 'settled' in delivery || 'remote_settled' in delivery);
}

function isRheaMessage(message: Members): boolean {
  if (!('body' in message)) return false;
  return ['application_properties', 'message_annotations', 'delivery_annotations'].some((section) =>
    isObject(message[section]),
  );
}

function bytesOfBody(body: unknown): unknown {
  if (typeof body === 'string' || isBytes(body)) return body;
  const { typecode, content, multiple } = membersOf(body);
  return typecode === DATA_SECTION && multiple !== true && isBytes(content) ? content : undefined;
}
