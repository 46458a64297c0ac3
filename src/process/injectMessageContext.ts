import type { Context } from '@opentelemetry/api';
import { injectIntoCarrier } from '../propagation/injectIntoCarrier';
import { activeOptions } from '../telemetry/active';
import { activeContext } from '../telemetry/activeContext';
import { safely } from '../telemetry/safely';
import { isObject } from '../values';
import { sayUnknownCarrier } from './unknownMessage';

/**
 * A copy of something that is about to be sent, with the active context in it, for senders that no instrumentation
 * covers. Whatever context it carried before, of a message that it was copied from, is replaced. The instrumentation's
 * `propagateMessageContext`, `awsTraceHeader` and `maxMessageSize` count here, too.
 *
 * Takes a message for kafkajs (`value`, `headers`) or what its `send` and `sendBatch` take, the publish options of amqplib
 * (`headers`), the input or an entry of SQS' and SNS' send operations, and plain headers for anything else. Never throws,
 * and never writes to what it is given.
 * @param carrier the message, the options or the headers
 * @param parent the context to send along; default the active one
 * @example
 * await producer.send({ topic: 'orders', messages: [injectMessageContext({ value: JSON.stringify(order) })] });
 * channel.publish('shop', 'order.placed', content, injectMessageContext({ headers: {}, persistent: true }));
 */
export function injectMessageContext<Carrier extends object>(
  carrier: Carrier,
  parent: Context = activeContext(),
): Carrier {
  if (!isObject(carrier)) return carrier;
  const injected = safely('injecting a context', injectIntoCarrier, carrier, parent, activeOptions());
  if (injected === undefined) safely('looking at a carrier', sayUnknownCarrier);
  return (injected ?? carrier) as Carrier;
}
