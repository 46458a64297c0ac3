import { type Members, isObject, membersOf } from '../../../values';
import type { OutgoingDelivery } from './outgoing';

/** What tells of returned messages, as channels of amqplib and publishers of rabbitmq-client do. */
interface Emitter {
  on(event: string, listener: (message: unknown) => void): unknown;
  off(event: string, listener: (message: unknown) => void): unknown;
}

/** Of one emitter: who waits, and the one listener that all of them share. */
interface Waiting {
  readonly deliveries: Map<OutgoingDelivery, (reason: Error) => void>;
  readonly listener: (message: unknown) => void;
}

const waiting = new WeakMap<object, Waiting>();

/**
 * Sends a mandatory message. One that comes back, for no queue takes it, is an error; where nobody tells of that, it is
 * sent all the same.
 */
export async function whileReturnsCount(
  publisher: object,
  event: string,
  delivery: OutgoingDelivery,
  send: () => Promise<void>,
): Promise<void> {
  if (!isEmitter(publisher)) return send();
  let reason: Error | undefined;
  const others = waiting.get(publisher) ?? listen(publisher, event);
  others.deliveries.set(delivery, (error) => {
    reason = error;
  });
  try {
    await send();
  } finally {
    others.deliveries.delete(delivery);
    if (others.deliveries.size === 0) {
      waiting.delete(publisher);
      publisher.off(event, others.listener);
    }
  }
  if (reason !== undefined) throw reason;
}

/** Only as long as somebody waits: an application counts the listeners of its channel. */
function listen(publisher: object & Emitter, event: string): Waiting {
  const deliveries: Waiting['deliveries'] = new Map();
  const listener = (message: unknown): void => {
    for (const [delivery, told] of deliveries) if (isSame(delivery, message)) told(unroutable(delivery));
  };
  const added = { deliveries, listener };
  waiting.set(publisher, added);
  publisher.on(event, listener);
  return added;
}

function isEmitter(publisher: object): publisher is object & Emitter {
  const { on, off } = publisher as Members;
  return typeof on === 'function' && typeof off === 'function';
}

/** Whether a queue takes them is the same for all that go to one place. */
function isSame({ exchange, routingKey, properties }: OutgoingDelivery, message: unknown): boolean {
  const members = membersOf(message);
  const fields = isObject(members['fields']) ? members['fields'] : members;
  const { messageId } = isObject(members['properties']) ? members['properties'] : members;
  return (
    fields['exchange'] === exchange && fields['routingKey'] === routingKey && messageId === properties['messageId']
  );
}

function unroutable({ exchange, routingKey }: OutgoingDelivery): Error {
  const error = new Error(
    `forwardMessage: no queue takes a message of exchange ${JSON.stringify(exchange)} with routing key ${JSON.stringify(routingKey)}`,
  );
  return Object.assign(error, { code: 'ERR_FORWARD_UNROUTABLE' });
}
