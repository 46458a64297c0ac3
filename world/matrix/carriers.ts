import type { Message } from '@aws-sdk/client-sqs';
import { DETAIL_TRACE } from '../../src/propagation/eventDetail';

/** A place in a message that holds text, by the name that a table gives it. */
export type Carrier = readonly [name: string, text: string];

/** All places where a trace context may stand. */
export function carriersOf({ MessageAttributes = {}, Attributes = {}, Body = '' }: Message): Carrier[] {
  const carriers: Carrier[] = Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [
    name,
    StringValue,
  ]);
  if (Attributes.AWSTraceHeader !== undefined) carriers.push(['AWSTraceHeader', Attributes.AWSTraceHeader]);
  return [...carriers, ...inBody(Body)];
}

/** The attributes in the envelope of SNS, and `_trace` in the detail of an event. */
function inBody(body: string): Carrier[] {
  if (!body.startsWith('{')) return [];
  const { MessageAttributes = {}, detail = {} } = JSON.parse(body) as {
    readonly MessageAttributes?: Readonly<Record<string, { readonly Value: string }>>;
    readonly detail?: { readonly [DETAIL_TRACE]?: Readonly<Record<string, string>> };
  };
  const envelope = Object.entries(MessageAttributes).map(([name, { Value }]): Carrier => [`envelope: ${name}`, Value]);
  const trace = Object.entries(detail[DETAIL_TRACE] ?? {}).map(([name, value]): Carrier => [
    `detail._trace: ${name}`,
    value,
  ]);
  return [...envelope, ...trace];
}

/** Those that name a span, in an order of their own: Go's maps have none. */
export function naming(carriers: readonly Carrier[], spanId: string): string[] {
  return carriers
    .filter(([, text]) => text.includes(spanId))
    .map(([name]) => name)
    .toSorted();
}
