import { type Finding, fail, pass, warn } from './finding';
import type { Observation } from './observer/observation';

const WRAP = 'wrap the handler with wrapMessageHandler, or see the recipes for a consumer';

/** What the calls themselves show: consumers that are not traced, and messages that do not arrive. */
export function checkMessages({ messages, packages }: Observation): Finding[] {
  const { received, processed, tooLarge, filtered } = messages;
  const findings: Finding[] = [];
  if (processed > 0) findings.push(pass('consumer', `${processed} process spans`));
  else if (received > 0) {
    const isSqsConsumer = packages.some((directory) => directory.endsWith('sqs-consumer'));
    const text = `${received} messages were received, and no process span was started`;
    findings.push(
      isSqsConsumer ? fail('consumer', `sqs-consumer is not traced: ${text}`, WRAP) : warn('consumer', text, WRAP),
    );
  }
  if (tooLarge !== undefined) {
    const fix = "set maxMessageSize to the queue's limit (its attribute MaximumMessageSize)";
    findings.push(fail('message size', `a message was refused for its size: ${tooLarge}`, fix));
  }
  if (filtered !== undefined) {
    const fix = 'take it out of the policy, or set propagateMessageContext: (destination) => false for this topic';
    findings.push(fail('filter policy', `a filter policy of a subscription names ${filtered}`, fix));
  }
  return findings;
}
