import type { MapEdge, MapNode, MessageMap, MessageRow, Plot } from '../../../src/model/source';

/** The map of made-up messages. */
export function mapOf(rows: readonly MessageRow[]): MessageMap {
  const nodes = new Map<string, MapNode>();
  const edges = new Map<string, MapEdge>();
  const seconds = Math.max(1, rows.length * 0.733);
  for (const row of rows) {
    const failed = row.failedAttempts > 0 ? 1 : 0;
    const waits = rows
      .filter(({ destination, waited }) => destination === row.destination && waited !== undefined)
      .slice(0, 50);
    const waited = waits.map((each) => each.waited ?? 0).toSorted((a, b) => a - b);
    node(
      {
        id: `q/${row.destination}`,
        kind: 'queue',
        name: row.destination,
        waitedMedian: waited[Math.floor(waited.length / 2)],
        waited99: waited.at(-1),
        receives: 1.2,
      },
      failed,
    );
    if (row.sentBy !== undefined) {
      node({ id: `s/${row.sentBy}`, kind: 'service', name: row.sentBy }, 0);
      edge(`s/${row.sentBy}`, `q/${row.destination}`, 'send', 0);
    }
    for (const service of row.processedBy) {
      node({ id: `s/${service}`, kind: service === 'mailer' ? 'function' : 'service', name: service }, failed);
      edge(`q/${row.destination}`, `s/${service}`, 'process', failed);
    }
    if (row.movedTo !== undefined) {
      node({ id: `q/${row.movedTo}`, kind: 'queue', name: row.movedTo, dead: row.outcome === 'dead' }, 0);
      edge(`q/${row.destination}`, `q/${row.movedTo}`, 'forward', 0);
    }
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()] };

  function node(found: Pick<MapNode, 'id' | 'kind' | 'name'> & Partial<MapNode>, failed: number): void {
    const before = nodes.get(found.id) ?? { messages: 0, failed: 0 };
    nodes.set(found.id, { ...found, messages: before.messages + 1, failed: before.failed + failed });
  }

  function edge(from: string, to: string, kind: MapEdge['kind'], failed: number): void {
    const key = JSON.stringify([from, to, kind]);
    const before = edges.get(key) ?? { messages: 0, failed: 0 };
    const messages = before.messages + 1;
    edges.set(key, { from, to, kind, messages, failed: before.failed + failed, rate: messages / seconds });
  }
}

/** Three plots, as a worker's dashboard has them. */
export function plotsOf(rows: readonly MessageRow[]): Plot[] {
  const newest = rows[0]?.sentAt ?? 0;
  const queues = [...new Set(rows.map(({ destination }) => destination))].toSorted();
  const line = (name: string, value: (at: number) => number) => ({
    name,
    points: Array.from({ length: 40 }, (_, at) => [newest - (40 - at) * 10_000, value(at)] as const),
  });
  return [
    {
      title: 'Queue time, p95',
      unit: 'ms',
      from: 'metrics',
      lines: queues.map((queue, place) =>
        line(queue, (at) => 40 + place * 60 + 30 * Math.sin(at / 4 + place) + (at > 25 && at < 30 ? 400 : 0)),
      ),
    },
    {
      title: 'Process duration, p95',
      unit: 'ms',
      from: 'metrics',
      lines: queues.map((queue, place) => line(queue, (at) => 90 + place * 25 + 12 * Math.cos(at / 3 + place))),
    },
    {
      title: 'Failures',
      unit: '{message}/s',
      from: 'spans',
      lines: queues.slice(0, 2).map((queue, place) => line(queue, (at) => (at % (7 + place) === 0 ? 1 + place : 0))),
    },
  ];
}
