import { brokerMessageOf } from '../../propagation/brokerMessage';
import type { Reading } from '../../propagation/extractContext';
import type { BrokerFacts } from '../../semconv/brokers';
import type { ProcessOptions } from '../processOptions';
import { describeBrokerMessage } from './describeBrokerMessage';

/** What all messages of a batch have in common, if they are messages of Kafka or RabbitMQ. */
export function commonBroker(
  messages: readonly unknown[],
  options: ProcessOptions,
  reading: Reading,
): BrokerFacts | undefined {
  let common: BrokerFacts | undefined;
  for (const message of messages) {
    const broker = brokerMessageOf(message);
    if (broker === undefined) return undefined;
    const told = describeBrokerMessage(broker, options, reading).broker;
    if (told !== undefined) common = common === undefined ? told : sharedFacts(common, told);
  }
  // Those of one message, even where it is the only one.
  return (
    common && {
      ...common,
      offset: undefined,
      deliveryTag: undefined,
      redelivered: undefined,
      conversationId: undefined,
    }
  );
}

function sharedFacts(a: BrokerFacts, b: BrokerFacts): BrokerFacts {
  const same = <T>(one: T, other: T): T | undefined => (one === other ? one : undefined);
  return {
    system: a.system,
    destination: same(a.destination, b.destination),
    partition: same(a.partition, b.partition),
    consumerGroup: same(a.consumerGroup, b.consumerGroup),
    routingKey: same(a.routingKey, b.routingKey),
  };
}
