import { type Attributes, type Link, SpanKind, context } from '@opentelemetry/api';
import type { Options } from '../options';
import { brokerMessageOf } from '../propagation/brokerMessage';
import { creationContext } from '../propagation/extractContext';
import { brokerAttributes, setBrokerBatch, setBrokerBatchResult } from '../semconv/brokers';
import {
  AWS_SQS,
  type Destination,
  messageLinkAttributes,
  messagingAttributes,
  messagingSpanName,
  setBatch,
  setBatchResult,
  setDestination,
} from '../semconv/messaging';
import { parentageOf } from '../telemetry/liveParent';
import { safely } from '../telemetry/safely';
import type { Telemetry } from '../telemetry/telemetry';
import type { Members } from '../values';
import { BatchSpan } from './batchSpan';
import { commonBroker } from './brokers/commonBroker';
import { claimedSpan } from './claims';
import { destinationOf } from './describeIncoming';
import type { ProcessOptions } from './processOptions';
import { telemetryOf } from './telemetryOf';

/** How the span of a batch differs from that of plain processing. */
export interface BatchShape {
  /** Of the batch's destination, undefined if there are several. */
  name?(destination: Destination | undefined): string;
  readonly attributes?: Attributes;
  /** The messages were pushed to the application; no receive has counted them. */
  readonly pushed?: boolean;
}

/**
 * Starts a batch span below the active context; undefined where nobody listens, for a batch without messages, and for
 * one that has its span already, from a layer further out. It links to the span that created each message.
 * @see https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/#consumer-spans
 */
export function startBatchSpan(
  messages: readonly unknown[],
  options: ProcessOptions,
  shape: BatchShape = {},
): BatchSpan | undefined {
  if (messages.every((message) => claimedSpan(message) !== undefined)) return undefined;
  const telemetry = telemetryOf(messages[0]);
  return telemetry && safely('starting a batch span', () => startFor(telemetry, messages, options, shape));
}

function startFor(
  telemetry: Telemetry,
  messages: readonly unknown[],
  options: ProcessOptions,
  shape: BatchShape,
): BatchSpan | undefined {
  const listeners = telemetry.listeners();
  if (listeners === undefined) return undefined;
  const { tracer, metrics } = listeners;
  const { naming } = telemetry.options;
  const broker = commonBroker(messages, options, telemetry.options);
  const destination =
    broker === undefined ? commonDestination(messages, options.queueUrl) : { name: broker.destination };
  const system =
    broker === undefined
      ? messagingAttributes(AWS_SQS, 'process', naming)
      : brokerAttributes(broker, 'process', naming);
  const attributes = { ...system, ...shape.attributes };
  if (broker === undefined && destination !== undefined) setDestination(attributes, destination);
  if (shape.pushed === true) safely('recording metrics', () => metrics?.delivered(messages.length, attributes));
  if (tracer === undefined) return new BatchSpan(undefined, messages.length, setBatchResult);
  if (broker === undefined) setBatch(attributes, { size: messages.length });
  else setBrokerBatch(attributes, messages.length);
  const { parent, links: toEnded } = parentageOf(context.active());
  const links = [...creationLinks(messages, telemetry.options), ...toEnded];
  const name = shape.name?.(destination) ?? messagingSpanName('process', attributes);
  const span = tracer.startSpan(name, { kind: SpanKind.CONSUMER, attributes, links }, parent);
  return new BatchSpan(span, messages.length, broker === undefined ? setBatchResult : setBrokerBatchResult);
}

function creationLinks(messages: readonly unknown[], options: Options): Link[] {
  const links: Link[] = [];
  for (const message of messages) {
    const creation = creationContext(message, options);
    if (creation === undefined) continue;
    // It has a context, and so is an object.
    const { MessageId, messageId } = message as Members;
    const id = MessageId ?? messageId ?? brokerMessageOf(message)?.id;
    links.push({ context: creation, attributes: messageLinkAttributes(typeof id === 'string' ? id : undefined) });
  }
  return links;
}

function commonDestination(messages: readonly unknown[], queueUrl: string | undefined): Destination | undefined {
  let common: Destination | undefined;
  for (const message of messages) {
    const destination = destinationOf(message, queueUrl);
    if (common !== undefined && destination?.name !== common.name) return undefined;
    common = destination;
  }
  return common;
}
