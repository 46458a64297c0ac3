import { type Members, membersOf } from '../values';

/**
 * How records of ActiveMQ name their source. The documents of Lambda have the former, those of Pipes the latter, and pipes
 * write the former, too.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-mq.html
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-mq.html
 */
const SOURCES: ReadonlySet<unknown> = new Set(['aws:mq', 'aws:amq']);

export function isActiveMqSource(source: unknown): boolean {
  return SOURCES.has(source);
}

/**
 * The properties of a message of JMS, which are its headers. The name of one cannot have a hyphen: senders in Java write it
 * out.
 * @see https://github.com/open-telemetry/opentelemetry-java-instrumentation/tree/main/instrumentation/jms
 */
export function jmsProperties(properties: unknown): Members {
  return Object.fromEntries(
    Object.entries(membersOf(properties)).map(([name, value]) => [name.replaceAll('__dash__', '-'), value]),
  );
}
