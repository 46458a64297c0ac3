import { ATTR_FAAS_NAME } from '../attributes';
import { rangeOf } from './histogram';
import type { MapEdge, MapNode, MessageMap } from './source';
import type { Listed, Station, StoredSpan, Summary } from './kept';

const TOPICS = /^(?:aws\.sns|kafka|aws\.eventbridge|aws\.kinesis|aws_kinesis|gcp_pubsub|pulsar|mqtt)$/;

/** Draws who sends to whom from what was seen. */
export function mapOf(rows: readonly Listed[]): MessageMap {
  const map = new Drawing();
  for (const { summary } of rows) map.add(summary);
  const [from, to] = rangeOf(rows);
  return map.draw(Math.max(1, (to - from) / 1000));
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface NodeCounts extends Omit<Mutable<MapNode>, 'waitedMedian' | 'waited99' | 'receives'> {
  readonly waits: number[];
  attempts: number;
  taken: number;
}

type EdgeCounts = Omit<Mutable<MapEdge>, 'rate'>;

class Drawing {
  readonly #nodes = new Map<string, NodeCounts>();
  readonly #edges = new Map<string, EdgeCounts>();

  /** One message: each node and edge on its way counts it once. */
  add({ stations, waits, senders }: Summary): void {
    const counted = new Set<NodeCounts | EdgeCounts>();
    const count = (of: NodeCounts | EdgeCounts, failed: boolean): void => {
      if (!counted.has(of)) of.messages += 1;
      if (failed && !counted.has(of)) of.failed += 1;
      counted.add(of);
    };
    let before: Station | undefined;
    for (const station of stations) {
      const queue = this.#queue(station);
      const failedHere = station.attempts.some(({ span }) => span.failed);
      if (!counted.has(queue) && station.attempts.length > 0) queue.taken += 1;
      count(queue, failedHere);
      queue.attempts += station.attempts.length;
      const sender = before === undefined ? senders[0] : undefined;
      if (sender !== undefined) {
        const service = this.#service(sender);
        const unsent = sender.span.failed && sender.facts?.several !== true;
        count(service, unsent);
        count(this.#edge(service, queue, 'send'), unsent);
      }
      if (before !== undefined) count(this.#edge(this.#queue(before), queue, 'forward'), false);
      for (const attempt of station.attempts) {
        const service = this.#service(attempt);
        count(service, failedHere);
        count(this.#edge(queue, service, 'process'), failedHere);
      }
      before = station;
    }
    const byName = new Map(stations.toReversed().map((station) => [station.destination, station]));
    for (const { destination, from, to } of waits) {
      const station = byName.get(destination);
      if (station !== undefined && to !== undefined) this.#queue(station).waits.push(to - from);
    }
  }

  draw(seconds: number): MessageMap {
    const nodes = [...this.#nodes.values()].map(({ waits, attempts, taken, ...node }): MapNode => {
      const sorted = Float64Array.from(waits).toSorted();
      return {
        ...node,
        ...(sorted.length === 0 ? {} : { waitedMedian: quantile(sorted, 0.5), waited99: quantile(sorted, 0.99) }),
        ...(taken === 0 ? {} : { receives: attempts / taken }),
      };
    });
    const edges = [...this.#edges.values()].map((edge): MapEdge => ({ ...edge, rate: edge.messages / seconds }));
    return { nodes, edges };
  }

  #queue({ destination, system, dead }: Station): NodeCounts {
    const kind = system !== undefined && TOPICS.test(system) ? 'topic' : 'queue';
    const node = this.#node(`queue:${system ?? ''}:${destination}`, kind, destination);
    node.system ??= system;
    if (dead) node.dead = true;
    return node;
  }

  #service({ span }: StoredSpan): NodeCounts {
    const { service, attributes } = span.resource;
    const isFunction =
      attributes.get(ATTR_FAAS_NAME) !== undefined || span.attributes.get(ATTR_FAAS_NAME) !== undefined;
    return this.#node(`service:${service}`, isFunction ? 'function' : 'service', service);
  }

  #node(id: string, kind: MapNode['kind'], name: string): NodeCounts {
    const known = this.#nodes.get(id);
    if (known !== undefined) return known;
    const node: NodeCounts = { id, kind, name, messages: 0, failed: 0, waits: [], attempts: 0, taken: 0 };
    this.#nodes.set(id, node);
    return node;
  }

  #edge({ id: from }: NodeCounts, { id: to }: NodeCounts, kind: MapEdge['kind']): EdgeCounts {
    const key = `${from}\n${to}`;
    const known = this.#edges.get(key);
    if (known !== undefined) return known;
    const edge = { from, to, kind, messages: 0, failed: 0 };
    this.#edges.set(key, edge);
    return edge;
  }
}

function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
