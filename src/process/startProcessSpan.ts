import { type Context, type Link, SpanKind, context, isSpanContextValid, trace } from '@opentelemetry/api';
import { describeBy } from '../propagation/brokers/customShape';
import { extractContext } from '../propagation/extractContext';
import { isUndecided } from '../propagation/undecided';
import { messagingSpanName } from '../semconv/messaging';
import { withFound, withSpan, withoutSpan } from '../telemetry/callContext';
import { parentageOf, withProcessing } from '../telemetry/liveParent';
import { linksToOthers } from '../telemetry/linksToOthers';
import { NO_SPAN } from '../telemetry/noSpan';
import { noteReceivedContext, withProcessed } from '../telemetry/relayed';
import { noteProcessed } from '../telemetry/receivedMessages';
import { safely } from '../telemetry/safely';
import { safelyGiven } from '../telemetry/safelyGiven';
import type { Telemetry } from '../telemetry/telemetry';
import { within } from '../telemetry/within';
import { isObject, membersOf } from '../values';
import { enrichStockSpan, stockProcessSpan } from './brokers/stockSpan';
import { carrierOf } from './carrierOf';
import { claimsOf, withClaims } from './claims';
import { warnOfLostContexts } from './lostContexts';
import { describeIncoming } from './describeIncoming';
import { processAttributes, processLinks } from './incomingMessage';
import type { ProcessOptions } from './processOptions';
import { ProcessSpan, type ProcessStart } from './processSpan';
import { telemetryOf } from './telemetryOf';

/** Starts a process span for the instrumentation that traces this message; undefined if none does. */
export function startProcessSpan(message: unknown, options: ProcessOptions): ProcessSpan | undefined {
  safely('reading a shape', describeFor, message, options);
  const telemetry = telemetryOf(message);
  // Somebody without types may give null.
  return telemetry && safely('starting a process span', startFor, telemetry, message, membersOf(options));
}

function describeFor(message: unknown, options: ProcessOptions | null): void {
  describeBy(message, options?.shape);
}

/**
 * Starts a span below the active context, or gives undefined where nobody listens.
 *
 * It links to the span that created the message: the default of the convention, for a consumer usually has a trace of
 * its own. As a child of that span it joins the producer's trace, and links to the ambient span if there is one.
 * @see https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/#consumer-spans
 */
function startFor(telemetry: Telemetry, message: unknown, overrides: ProcessOptions): ProcessSpan | undefined {
  const listeners = telemetry.listeners();
  if (listeners === undefined) return undefined;
  const { tracer, metrics } = listeners;
  if (tracer !== undefined) safely('looking for a context manager', warnOfLostContexts);
  const { options } = telemetry;
  const incoming = describeIncoming(message, overrides, options);
  const ambient = context.active();
  // Baggage comes along either way, and so does everything else that the application put into its context.
  const { parent, links: toEnded } = parentageOf(ambient);
  const extracted = extractContext(carrierOf(message), withoutSpan(parent), options);
  const creation = trace.getSpanContext(extracted);
  if (incoming.received !== undefined) {
    incoming.received.creation ??= creation;
    noteProcessed(incoming.received);
  }
  // Lambda brings messages without a receive.
  else if (isObject(message)) safely('noting a context', noteReceivedContext, message);

  const { naming } = options;
  const attributes = processAttributes(incoming, naming);
  if (tracer === undefined) {
    return claimed({ span: NO_SPAN, borrowed: false, incoming, attributes, naming, metrics }, ambient, message, parent);
  }
  const stock = stockProcessSpan(message, incoming.broker);
  // The span that is there may hang below the producer's already, and in any case has its own say in that.
  const links = processLinks(incoming, stock === undefined ? creation : undefined, naming);
  const wantsParent = (overrides.consumerRelation ?? options.consumerRelation) === 'parent';
  const asChild = wantsParent && creation !== undefined && !isUndecided(creation);
  if (stock !== undefined) enrichStockSpan(stock, attributes, links);
  else {
    // That it decides nothing is true only of a span that is nobody's creator.
    const more = toEnded.length === 0 && asChild ? linksToAmbient(ambient) : toEnded;
    links.push(...linksToOthers(more, links));
  }
  const span =
    stock ??
    tracer.startSpan(
      messagingSpanName('process', attributes),
      { kind: SpanKind.CONSUMER, attributes, links },
      asChild ? extracted : parent,
    );
  const inSpan = withSpan(withFound(parent, extracted), span);
  // From here on, what a message throws when it is read would leave a span behind that nobody ends.
  const active = safely('noting contexts', withProcessed, inSpan, [message], creation && [creation]) ?? inSpan;
  const borrowed = stock !== undefined;
  const started = claimed({ span, borrowed, incoming, attributes, naming, metrics }, active, message, parent);
  const processHook = overrides.processHook ?? options.processHook;
  if (processHook !== undefined && isObject(message)) {
    const run = (): unknown => within(started.context, () => processHook(span, message));
    safelyGiven('processHook', [message], run);
  }
  return started;
}

function linksToAmbient(ambient: Context): Link[] {
  const span = trace.getSpanContext(ambient);
  return span !== undefined && isSpanContextValid(span) ? [{ context: span }] : [];
}

/** A process span in whose context its message is claimed. */
function claimed(start: ProcessStart, active: Context, message: unknown, around: Context): ProcessSpan {
  const span = new ProcessSpan(start, active);
  span.context = withClaims(withProcessing(active, span, around), claimsOf([[message, span]]));
  return span;
}
