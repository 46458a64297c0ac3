import { createHash } from 'node:crypto';
import type { FinishedSpan } from '../../src/waterfall/finishedSpan';
import { orderTraces } from '../../src/waterfall/traceOrder';
import { traceRows } from '../../src/waterfall/traceRows';
import { buildTraces, spanKey } from '../../src/waterfall/traceTree';
import { ATTR_MESSAGING_MESSAGE_ID, ATTR_MESSAGING_SQS_MESSAGE_QUEUE_TIME_MS } from '../../src/semconv/attributes';

/** When each span starts and ends in the picture, in milliseconds, from the top of the waterfall to its bottom. */
const TIMES: readonly (readonly [start: number, end: number])[] = [
  [0, 46], // checkout
  [2, 26], // charge card
  [28, 44], // send to orders
  [62, 120], // process orders
  [64, 90], // reserve
  [92, 106], // send to shipping
  [109, 118], // delete
  [144, 190], // process shipping
  [146, 176], // print label
  [179, 188], // delete
];
const EPOCH = 1_795_255_200;

/**
 * The spans of the demo's second part as they are in each run, for a picture that changes only when the traces do:
 * the same spans and links, while times and message ids are made up (identifiers of spans are not drawn).
 */
export function standStill(spans: readonly FinishedSpan[]): FinishedSpan[] {
  const rows = orderTraces(buildTraces(spans)).flatMap((trace) => traceRows(trace));
  if (rows.length !== TIMES.length)
    throw new Error(`${TIMES.length} spans have a place in the picture, not ${rows.length}`);
  const starts = new Map(rows.map(({ node }, row) => [spanKey(node), timesOf(row)[0]]));
  const messageIds = distinct(rows.map(({ node }) => node.span.attributes[ATTR_MESSAGING_MESSAGE_ID]));
  return rows.map(({ node: { span } }, row) => {
    const [start, end] = timesOf(row);
    const { [ATTR_MESSAGING_MESSAGE_ID]: messageId, [ATTR_MESSAGING_SQS_MESSAGE_QUEUE_TIME_MS]: queued } =
      span.attributes;
    const sent = starts.get(spanKey(span.links[0]?.context ?? span.spanContext())) ?? start;
    const { name, kind, parentSpanContext, status, links, events } = span;
    return {
      name,
      kind,
      parentSpanContext,
      status,
      links,
      events,
      spanContext: () => span.spanContext(),
      startTime: [EPOCH, start * 1e6],
      endTime: [EPOCH, end * 1e6],
      attributes: {
        ...span.attributes,
        ...(messageId === undefined ? {} : { [ATTR_MESSAGING_MESSAGE_ID]: uuid(messageIds.indexOf(messageId)) }),
        ...(queued === undefined ? {} : { [ATTR_MESSAGING_SQS_MESSAGE_QUEUE_TIME_MS]: start - sent }),
      },
    };
  });
}

function timesOf(row: number): readonly [number, number] {
  return TIMES[row] ?? [0, 0];
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)].filter((value) => value !== undefined);
}

function uuid(index: number): string {
  const digits = createHash('sha256').update(`message ${index}`).digest('hex');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}
