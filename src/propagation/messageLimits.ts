import { log } from '../diagnostics/log';
import { swallow } from '../diagnostics/swallow';
import type { Options } from '../options';
import { shared } from '../shared';
import { integer, keyOf, number } from '../values';
import type { MessageShape } from './messageShapes';

/** How large a message may be. */
interface MessageLimit {
  readonly bytes: number;
  /** The limit is configured, or a response has shown it. Otherwise it is the service's. */
  readonly known: boolean;
}

/** A worker has a handful of queues; the bound is for applications that make them up as they go. */
const MAX_LEARNED = 500;

/** Characters. Nobody looks for a name in what is longer. */
const MAX_URL = 2048;

/** The limits that responses have shown, by queue URL: the oldest first. */
const learned = shared('message limits', () => new Map<string, number>());
/** The same by the names of queues: one queue has several URLs, with the host of an emulator say, and an ARN. */
const learnedByName = shared('message limits by name', () => new Map<string, number>());

/** Remembers the limit of a destination. @param bytes as the service spells it; an emulator may take a number */
export function learnLimit(destination: unknown, bytes: unknown): void {
  const limit = integer(bytes) ?? number(bytes);
  const key = typeof destination === 'string' ? keyOf(destination) : undefined;
  if (key === undefined || limit === undefined || !Number.isInteger(limit) || limit <= 0) return;
  remember(learned, key, limit);
  const name = queueName(key);
  if (name !== undefined) remember(learnedByName, name, limit);
}

function remember(limits: Map<string, number>, key: string, limit: number): void {
  limits.delete(key);
  limits.set(key, limit);
  if (limits.size <= MAX_LEARNED) return;
  for (const oldest of limits.keys()) {
    limits.delete(oldest);
    return;
  }
}

/** A destination that is gone may come back under its name, with the limit of its service. */
export function forgetLimit(destination: unknown): void {
  if (typeof destination !== 'string') return;
  learned.delete(destination);
  const name = queueName(destination);
  if (name !== undefined) learnedByName.delete(name);
}

/**
 * The lower limit of a queue with the same name holds for this one, until it shows its own. A higher one does not: it may
 * be a queue of another region.
 */
function shownLimit(destination: string, ofService: number): number | undefined {
  if (learned.size === 0) return undefined;
  const shown = learned.get(destination);
  if (shown !== undefined) return shown;
  const name = queueName(destination);
  const ofName = name === undefined ? undefined : learnedByName.get(name);
  return ofName !== undefined && ofName < ofService ? ofName : undefined;
}

/** Account and name in the URL or the ARN of a queue, and of nothing else: other services have names, too. */
function queueName(destination: string): string | undefined {
  if (destination.length > MAX_URL || !(destination.includes('://') || destination.includes(':sqs:'))) return undefined;
  const end = destination.endsWith('/') ? destination.length - 1 : destination.length;
  const name = partBefore(destination, end);
  const account = partBefore(destination, end - name.length - 1);
  return name === '' || account === '' ? undefined : `${account}/${name}`;
}

function partBefore(destination: string, end: number): string {
  const start = Math.max(destination.lastIndexOf('/', end - 1), destination.lastIndexOf(':', end - 1));
  return destination.slice(start + 1, Math.max(end, 0));
}

/** The limit of a destination: what is configured and what has been learned hold both. */
export function limitOf(
  destination: string | undefined,
  { maxSize }: Pick<MessageShape, 'maxSize'>,
  { maxMessageSize }: Pick<Options, 'maxMessageSize'>,
): MessageLimit {
  const configured = typeof maxMessageSize === 'function' ? ofFunction(maxMessageSize, destination) : maxMessageSize;
  // Requests have anything in the place of a text.
  const shown = typeof destination === 'string' ? shownLimit(destination, maxSize) : undefined;
  if (configured === undefined || shown === undefined) {
    const bytes = configured ?? shown;
    return { bytes: bytes ?? maxSize, known: bytes !== undefined };
  }
  return { bytes: Math.min(configured, shown), known: true };
}

/** The shape of a request with one message, for where it goes. */
export function shapeOfMessage(shape: MessageShape, destination: string | undefined, options: Options): MessageShape {
  return withLimits(messages, shape, {
    maxSize: limitOf(destination, shape, options).bytes,
    maxMessageSize: shape.maxMessageSize,
    traceHeader: headerPolicy(shape, options),
  });
}

/** The shape of a request with several: each message has the limit of its destination, their sum that of the service. */
export function shapeOfBatch(shape: MessageShape, destination: string | undefined, options: Options): MessageShape {
  const { bytes } = limitOf(destination, shape, options);
  const maxSize = Math.max(shape.maxSize, bytes);
  return withLimits(batches, shape, { maxSize, maxMessageSize: bytes, traceHeader: headerPolicy(shape, options) });
}

type Limits = Pick<MessageShape, 'maxSize' | 'maxMessageSize' | 'traceHeader'>;

/** The last shapes of a request: most requests of an application have the same limits. One for each shape of a service. */
const messages = new WeakMap<MessageShape, MessageShape>();
const batches = new WeakMap<MessageShape, MessageShape>();

function withLimits(last: WeakMap<MessageShape, MessageShape>, of: MessageShape, limits: Limits): MessageShape {
  const known = last.get(of);
  if (
    known?.maxSize === limits.maxSize &&
    known.maxMessageSize === limits.maxMessageSize &&
    known.traceHeader === limits.traceHeader
  ) {
    return known;
  }
  const shape = { ...of, ...limits };
  last.set(of, shape);
  return shape;
}

/** Of a destination that is not known, a function says nothing; neither does what is no size. */
function ofFunction(limit: (destination: string) => number, destination: string | undefined): number | undefined {
  const bytes = destination === undefined ? undefined : asked(limit, destination);
  return typeof bytes === 'number' && Number.isInteger(bytes) && bytes > 0 ? bytes : undefined;
}

function asked(limit: (destination: string) => number, destination: string): unknown {
  const threw = (error: unknown): void => log.error('maxMessageSize threw', error);
  try {
    const bytes = limit(destination);
    swallow(bytes, threw);
    return bytes;
  } catch (error) {
    threw(error);
    return undefined;
  }
}

function headerPolicy({ traceHeader }: MessageShape, { awsTraceHeader }: Options): MessageShape['traceHeader'] {
  return traceHeader === 'never' ? traceHeader : awsTraceHeader;
}
