import { types } from 'node:util';
import { log } from '../../../diagnostics/log';
import { isObject, membersOf } from '../../../values';
import type { OutgoingDelivery } from './outgoing';

type Listener = (message: unknown) => void;

/** How a publisher tells of returned messages. */
export interface Returns {
  on(listener: Listener): unknown;
  off(listener: Listener): unknown;
}

/** Of one publisher: who waits, and the one listener that all of them share. */
interface Waiting {
  readonly deliveries: Map<OutgoingDelivery, (reason: Error) => void>;
  readonly listener: Listener;
  readonly returns: Returns;
  /** Settles when the listener hears, if it does not at once. */
  readonly listening: Promise<unknown> | undefined;
}

const waiting = new WeakMap<object, Waiting>();

/** Sends a mandatory message. One that comes back, for no queue takes it, is an error. */
export async function whileReturnsCount(
  publisher: object,
  returns: Returns,
  delivery: OutgoingDelivery,
  send: () => Promise<void>,
): Promise<void> {
  let reason: Error | undefined;
  const others = waiting.get(publisher) ?? listen(publisher, returns);
  others.deliveries.set(delivery, (error) => {
    reason = error;
  });
  try {
    if (others.listening !== undefined) await others.listening;
    await send();
  } finally {
    others.deliveries.delete(delivery);
    if (others.deliveries.size === 0) {
      waiting.delete(publisher);
      await stopListening(others);
    }
  }
  if (reason !== undefined) throw reason;
}

/** Only as long as somebody waits: an application counts the listeners of its channel. */
function listen(publisher: object, returns: Returns): Waiting {
  const deliveries: Waiting['deliveries'] = new Map();
  const listener: Listener = (message) => {
    for (const [delivery, told] of deliveries) if (isSame(delivery, message)) told(unroutable(delivery));
  };
  const told = returns.on(listener);
  const added = { deliveries, listener, returns, listening: types.isPromise(told) ? told : undefined };
  waiting.set(publisher, added);
  return added;
}

/** A publisher that does not let go says nothing of the message: whoever heard of a failure would send that once more. */
async function stopListening({ returns, listener }: Waiting): Promise<void> {
  try {
    await returns.off(listener);
  } catch (error) {
    log.error('listening to returned messages did not end', error);
  }
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
