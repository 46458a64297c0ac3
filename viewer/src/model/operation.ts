import * as names from '../attributes';
import type { Span } from '../span';

/** What a span does with messages. */
export type Operation = 'create' | 'send' | 'receive' | 'process' | 'settle';

/** As conventions of all ages say it. @see https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/ */
const SAID = new Map<string, Operation>([
  ['create', 'create'],
  ['send', 'send'],
  ['publish', 'send'],
  ['receive', 'receive'],
  ['poll', 'receive'],
  ['process', 'process'],
  ['deliver', 'process'],
  ['settle', 'settle'],
  ['delete', 'settle'],
  ['ack', 'settle'],
  ['nack', 'settle'],
]);
/** Calls of the AWS SDKs, as their spans are called: `SQS.SendMessage`, `Sqs.SendMessage`. */
const CALLS: readonly (readonly [RegExp, Operation])[] = [
  [/\b(?:SQS|Sqs)\.ReceiveMessage$/, 'receive'],
  [/\b(?:SQS|Sqs)\.(?:DeleteMessage|ChangeMessageVisibility)(?:Batch)?$/, 'settle'],
  [/\b(?:SQS|Sqs)\.SendMessage(?:Batch)?$/, 'send'],
  [/\b(?:SNS|Sns)\.Publish(?:Batch)?$/, 'send'],
];

/** Undefined for what is not about messages. */
export function operationOf({ name, kind, attributes }: Span): Operation | undefined {
  const system = attributes.text(names.ATTR_MESSAGING_SYSTEM, names.ATTR_MESSAGING_SYSTEM_NAME);
  const said = [
    names.ATTR_MESSAGING_OPERATION_TYPE,
    names.ATTR_MESSAGING_OPERATION,
    names.ATTR_MESSAGING_OPERATION_NAME,
  ].map((attribute) => SAID.get(attributes.text(attribute)?.toLowerCase() ?? ''));
  const operation = said.find((each) => each !== undefined);
  if (operation !== undefined) return operation;
  const call = CALLS.find(([pattern]) => pattern.test(name))?.[1];
  if (call !== undefined) return call;
  if (system !== undefined) {
    const words = name.toLowerCase().split(' ');
    const word = SAID.get(words.at(-1) ?? '') ?? SAID.get(words[0] ?? '');
    if (word !== undefined) return word;
  }
  if (kind === 'producer') return 'send';
  return kind === 'consumer' ? 'process' : undefined;
}
