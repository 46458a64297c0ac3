import { DETAIL_TRACE } from './eventDetail';
import type { MessageAttributes } from './messageCarrier';
import { isObject, parseJson } from '../values';

/**
 * What an envelope in a body carries for its receiver: attributes or headers to extract from. The outermost is first.
 */
export type EnvelopeCarrier =
  | { readonly kind: 'attributes'; readonly attributes: MessageAttributes }
  | { readonly kind: 'headers'; readonly headers: Readonly<Record<string, unknown>> };

/** The characters that are looked at. The members that show that a body is an envelope are at its beginning. */
const HEAD = 2048;
const SNS_NOTIFICATION = /"Type"\s*:\s*"Notification"/;
const EVENT_BRIDGE_EVENT = /"detail-type"\s*:/;

/** An envelope may contain another one: SNS to SNS, or EventBridge to SNS. Deeper ones are not read. */
const MAX_DEPTH = 2;

/**
 * The carriers in a message body that SNS or EventBridge wrote. A body is parsed only if its beginning looks like an
 * envelope. The application's own JSON costs a few comparisons, also when it is large.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 * @see https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
 */
export function envelopeCarriers(body: unknown, depth = 1): EnvelopeCarrier[] {
  if (typeof body !== 'string' || depth > MAX_DEPTH || !looksLikeEnvelope(body)) return [];
  return carriersOf(parseJson(body), depth);
}

/**
 * The carriers of an envelope that is already an object. A Lambda function gets such objects from SNS or EventBridge.
 */
export function carriersOf(envelope: unknown, depth = 1): EnvelopeCarrier[] {
  if (!isObject(envelope)) return [];
  const carriers: EnvelopeCarrier[] = [];
  const { MessageAttributes: attributes, Message: message, detail } = envelope;
  if (isObject(attributes)) carriers.push({ kind: 'attributes', attributes });
  if (isObject(detail) && Object.hasOwn(detail, DETAIL_TRACE)) {
    const headers = detail[DETAIL_TRACE];
    if (isObject(headers)) carriers.push({ kind: 'headers', headers });
  }
  return message === undefined ? carriers : [...carriers, ...envelopeCarriers(message, depth + 1)];
}

function looksLikeEnvelope(body: string): boolean {
  const start = body.search(/\S/);
  if (start < 0 || body[start] !== '{') return false;
  const head = body.slice(start, start + HEAD);
  if (EVENT_BRIDGE_EVENT.test(head)) return body.includes(DETAIL_TRACE);
  // The names are searched without their quotes, because the quotes in an inner envelope are escaped.
  return SNS_NOTIFICATION.test(head) && (body.includes('MessageAttributes') || body.includes(DETAIL_TRACE));
}
