import type { Agent } from '../support/agent';
import type { Answer, ReportedSpan, SpanId } from '../support/protocol';
import type { Bench } from './bench';
import { type Carrier, carriersOf, naming } from './carriers';
import type { Counterpart, RouteName } from './counterparts';
import { reasonOf } from './reasons';

/** An application that runs. */
export interface Running extends Counterpart {
  readonly agent: Agent;
}

/** What became of a message between two applications. */
export interface Cell {
  readonly producer: string;
  readonly consumer: string;
  readonly route: RouteName;
  readonly propagation: string;
  /** How the consumer's span knows of the producer's. */
  readonly connected: 'link' | 'child' | false;
  /** The places in the message that name that very span. */
  readonly by: readonly string[];
  /** What each of the two has to set for that, where it is not the default. */
  readonly settings: readonly string[];
  /** Whether the consumer's handler sees the producer's baggage. */
  readonly baggage: boolean;
  /** What names a span of the producer, over all settings that were tried. */
  readonly written: readonly string[];
  /** Why they are not connected. */
  readonly reason?: string;
}

interface Pair {
  readonly bench: Bench;
  readonly producer: Running;
  readonly consumer: Running;
  readonly route: RouteName;
  readonly propagation: string;
  readonly propagators: readonly string[];
}

type Try = Pick<Cell, 'connected' | 'by' | 'baggage' | 'written'>;

/** Tries one setting after the other, the defaults first, until nothing is missing. */
export async function cellOf(pair: Pair): Promise<Cell> {
  const { producer, consumer, route, propagation, propagators } = pair;
  const written = new Set<string>();
  let best: (Try & Pick<Cell, 'settings'>) | undefined;
  for (const produce of producer.produceSettings(route)) {
    for (const consume of consumer.consumeSettings) {
      const result = await attempt(pair, produce, consume);
      for (const name of result.written) written.add(name);
      if (result.connected !== false && !(best && best.baggage >= result.baggage)) {
        const toMake = [toSet(producer, produce, route), toSet(consumer, consume, route)];
        const settings = [...new Set(toMake)].filter((text) => text !== '');
        best = { ...result, settings };
      }
      if (best !== undefined && best.baggage === propagators.includes('baggage')) break;
    }
    if (best !== undefined && best.baggage === propagators.includes('baggage')) break;
  }
  const names = { producer: producer.name, consumer: consumer.name, route, propagation };
  const { connected = false, by = [], settings = [], baggage = false } = best ?? {};
  const cell: Cell = { ...names, connected, by, settings, baggage, written: [...written].toSorted() };
  return connected === false ? { ...cell, reason: reasonOf(cell) } : cell;
}

async function attempt(pair: Pair, produce: string, consume: string): Promise<Try> {
  const { bench, producer, consumer, route, propagators } = pair;
  const way = await bench.open(route);
  const sent = await producer.agent.ask({ command: 'produce', propagators, setting: produce, ...way });
  const carriers = carriersOf(await bench.peek(way.queueUrl ?? ''));
  const received = await consumer.agent.ask({ command: 'consume', propagators, setting: consume, ...way });
  await bench.close(way);
  if (received.bodies?.length !== 1) throw new Error(`${consumer.name} received ${received.bodies?.length} messages`);
  return judge(sent, carriers, received);
}

function judge(sent: Answer, carriers: readonly Carrier[], received: Answer): Try {
  const ids = new Set(sent.spans.map(key));
  const written = sent.spans.flatMap(({ spanId }) => naming(carriers, spanId));
  const baggage = received.baggage?.['tenant'] === 'acme';
  for (const span of received.spans) {
    const link = span.links.find((target) => ids.has(key(target)));
    if (link !== undefined) return { connected: 'link', by: naming(carriers, link.spanId), baggage, written };
    const parent = parentOf(span);
    if (parent !== undefined && ids.has(key(parent))) {
      return { connected: 'child', by: naming(carriers, parent.spanId), baggage, written };
    }
  }
  return { connected: false, by: [], baggage, written };
}

function parentOf({ traceId, parentSpanId }: ReportedSpan): SpanId | undefined {
  return typeof parentSpanId === 'string' ? { traceId, spanId: parentSpanId } : undefined;
}

function key({ traceId, spanId }: SpanId): string {
  return `${traceId}:${spanId}`;
}

/** A setting that its user has to make: `Java: propagator for messaging`. */
function toSet({ name, produceSettings, consumeSettings }: Counterpart, setting: string, route: RouteName): string {
  const isDefault = setting === 'default' || setting === produceSettings(route)[0] || setting === consumeSettings[0];
  return isDefault ? '' : `${name}: ${setting}`;
}
