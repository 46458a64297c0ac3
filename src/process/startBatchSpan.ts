import { type Link, SpanKind, context } from '@opentelemetry/api';
import type { Options } from '../options';
import { brokerAttributes, measuredAttributes, setBrokerBatch, setBrokerBatchResult } from '../semconv/brokers';
import {
  AWS_SQS,
  type Destination,
  messagingAttributes,
  messagingSpanName,
  setBatch,
  setBatchResult,
  setSource,
} from '../semconv/messaging';
import { describeBy } from '../propagation/brokers/customShape';
import { messageLink } from '../semconv/links';
import { linksToOthers } from '../telemetry/linksToOthers';
import { parentageOf } from '../telemetry/liveParent';
import { safely } from '../telemetry/safely';
import type { Telemetry } from '../telemetry/telemetry';
import { type BatchShape, optionsFor } from './batchShape';
import { BatchSpan } from './batchSpan';
import { claimedSpan } from './claims';
import { commonOrigin } from './commonOrigin';
import { type Origin, originOf } from './origin';
import { creationOf } from './creationOf';
import type { ProcessOptions } from './processOptions';
import { telemetryOf } from './telemetryOf';

/**
 * Starts a batch span below the active context; undefined where nobody listens, for a batch without messages, for one
 * that has its span already, from a layer further out, and for a list that throws when it is looked at. It links to the
 * span that created each message.
 * @see https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/#consumer-spans
 */
export function startBatchSpan(
  messages: readonly unknown[],
  options: ProcessOptions,
  shape: BatchShape = {},
): BatchSpan | undefined {
  return safely('starting a batch span', start, messages, options, shape);
}

function start(messages: readonly unknown[], options: ProcessOptions, shape: BatchShape): BatchSpan | undefined {
  const { shape: described } = options;
  if (described !== undefined) {
    for (const message of messages) safely('reading a shape', describeBy, message, described);
  }
  if (messages.every((message) => claimedSpan(message) !== undefined)) return undefined;
  const telemetry = telemetryOf(messages[0]);
  return telemetry && startFor(telemetry, messages, options, shape);
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
  const optionsOf = (message: unknown): ProcessOptions => optionsFor(message, options, shape);
  const { broker, destination: queue } = commonOrigin(messages, optionsOf, telemetry.options);
  const destination = broker === undefined ? queue : named(broker.destination);
  const system =
    broker === undefined
      ? messagingAttributes(AWS_SQS, 'process', naming)
      : brokerAttributes(broker, 'process', naming);
  const attributes = { ...system, ...shape.attributes };
  if (broker === undefined && destination !== undefined) setSource(attributes, destination, naming);
  const measured = broker === undefined ? attributes : measuredAttributes(attributes, broker);
  if (shape.pushed === true) safely('recording metrics', () => metrics?.delivered(messages.length, measured));
  if (tracer === undefined) return new BatchSpan(undefined, messages.length, undefined);
  if (broker === undefined) setBatch(attributes, { size: messages.length }, naming);
  else setBrokerBatch(attributes, messages.length);
  const { parent, links: toEnded } = parentageOf(context.active());
  const nameOf = (message: unknown): string | undefined =>
    nameOfOrigin(originOf(message, optionsOf(message), telemetry.options));
  const links = creationLinks(messages, telemetry.options, destination?.name === undefined ? nameOf : undefined);
  const others = linksToOthers([...toEnded, ...(shape.links ?? [])], links);
  const name = shape.name?.(destination) ?? messagingSpanName('process', attributes);
  const span = tracer.startSpan(name, { kind: SpanKind.CONSUMER, attributes, links: [...links, ...others] }, parent);
  const setResult = broker === undefined ? setBatchResult : setBrokerBatchResult;
  return new BatchSpan(span, messages.length, naming.detail ? setResult : undefined, links, parent);
}

/** @param nameOf tells where a message comes from, if the span does not tell it of all */
function creationLinks(
  messages: readonly unknown[],
  options: Options,
  nameOf: ((message: unknown) => string | undefined) | undefined,
): Link[] {
  const links: Link[] = [];
  const alone = messages.length === 1;
  for (const message of messages) {
    const creation = safely('reading a context', creationOf, message, options);
    if (creation === undefined) continue;
    const name = nameOf && safely('looking at a message', nameOf, message);
    links.push(messageLink(creation.context, { id: creation.id, destination: name, alone }, options.naming));
  }
  return links;
}

function nameOfOrigin({ broker, destination }: Origin): string | undefined {
  return broker === undefined ? destination?.name : broker.destination;
}

function named(name: string | undefined): Destination | undefined {
  return name === undefined ? undefined : { name };
}
