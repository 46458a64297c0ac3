import type { Attributes } from '@opentelemetry/api';
import type { Options } from '../options';
import type { BrokerFacts } from '../semconv/brokers';
import type { Destination } from '../semconv/messaging';
import { safely } from '../telemetry/safely';
import { type Origin, UNKNOWN_ORIGIN, originOf } from './origin';
import type { ProcessOptions } from './processOptions';

/** What all messages of a batch have in common, whatever their order. */
export function commonOrigin(
  messages: readonly unknown[],
  optionsOf: (message: unknown) => ProcessOptions,
  configured: Options,
): Origin {
  let common: Origin | undefined;
  for (const message of messages) {
    const told = safely('looking at a message', originOf, message, optionsOf(message), configured) ?? UNKNOWN_ORIGIN;
    common = common === undefined ? told : shared(common, told, configured.naming.detail);
  }
  const { broker, destination } = common ?? UNKNOWN_ORIGIN;
  return { broker: broker && ofSeveral(broker), destination };
}

function shared(a: Origin, b: Origin, detail: boolean): Origin {
  if (a.broker === undefined && b.broker === undefined) {
    return { broker: undefined, destination: equal(a.destination, b.destination) ? a.destination : undefined };
  }
  if (a.broker === undefined || b.broker === undefined || a.broker.system?.name !== b.broker.system?.name)
    return UNKNOWN_ORIGIN;
  return { broker: sharedFacts(a.broker, b.broker, detail), destination: undefined };
}

function sharedFacts(a: BrokerFacts, b: BrokerFacts, detail: boolean): BrokerFacts {
  // At once: thousands of messages would be as many functions that call each other.
  const details = detail ? sharedDetails(a.details?.(), b.details?.()) : {};
  const same = <T>(one: T, other: T): T | undefined => (one === other ? one : undefined);
  return {
    system: a.system,
    destination: same(a.destination, b.destination),
    temporary: same(a.temporary, b.temporary),
    anonymous: same(a.anonymous, b.anonymous),
    partition: same(a.partition, b.partition),
    consumerGroup: same(a.consumerGroup, b.consumerGroup),
    routingKey: same(a.routingKey, b.routingKey),
    details: () => details,
  };
}

function sharedDetails(a: Attributes = {}, b: Attributes = {}): Attributes {
  return Object.fromEntries(Object.entries(a).filter(([name, value]) => String(b[name]) === String(value)));
}

/** Without what is of one message, even where it is the only one. */
function ofSeveral(broker: BrokerFacts): BrokerFacts {
  return {
    ...broker,
    offset: undefined,
    deliveryTag: undefined,
    redelivered: undefined,
    conversationId: undefined,
  };
}

/** Queues of one name in two accounts, or two regions, are two. */
function equal(a: Destination | undefined, b: Destination | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return a.name === b.name && a.accountId === b.accountId && a.region === b.region && a.queueUrl === b.queueUrl;
}
