import { Graph, layout } from '@dagrejs/dagre';

/** @typedef {import('../../src/model/source').MessageMap} MessageMap */
/** @typedef {import('../../src/model/source').MapNode} MapNode */
/** @typedef {{ x: number, y: number, width: number, height: number }} Box */
/** @typedef {{ points: readonly { x: number, y: number }[], label: { x: number, y: number } }} Path */
/** @typedef {{ width: number, height: number, boxes: ReadonlyMap<string, Box>, paths: ReadonlyMap<string, Path> }} Layout */

/** More boxes than these are no map any more, and take seconds to lay out. */
export const MOST_NODES = 150;
const HEIGHT = 58;

/** Names a map's shape: another one needs another layout, other numbers do not. @param {MessageMap} map @param {boolean} narrow */
export function shapeOf({ nodes, edges }, narrow) {
  return JSON.stringify([
    narrow,
    nodes.map(({ id, name }) => JSON.stringify([id, name])).toSorted(compare),
    edges.map(keyOf).toSorted(compare),
  ]);
}

/** @param {{ from: string, to: string, kind: string }} edge */
export function keyOf({ from, to, kind }) {
  return JSON.stringify([from, to, kind]);
}

/**
 * From left to right, or from top to bottom where that is larger in the room there is.
 *
 * @param {MessageMap} map
 * @param {boolean} narrow
 * @param {{ width: number, height: number }} room
 */
export function fittingLayout(map, narrow, room) {
  const down = layOut(map, true);
  if (narrow) return down;
  const across = layOut(map, false);
  return scaleOf(across, room) >= 0.8 * scaleOf(down, room) ? across : down;
}

/** @param {Layout} layout @param {{ width: number, height: number }} room */
function scaleOf({ width, height }, room) {
  return Math.min(1, room.width / width, room.height / height);
}

/**
 * Places for boxes and arrows. The order of what comes in does not matter: the same map looks the same.
 *
 * @param {MessageMap} map
 * @param {boolean} down from top to bottom, for a narrow window
 * @returns {Layout}
 */
function layOut({ nodes, edges }, down) {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({
    rankdir: down ? 'TB' : 'LR',
    nodesep: 26,
    ranksep: down ? 34 : 64,
    edgesep: 22,
    marginx: 20,
    marginy: 22,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, name, kind } of nodes.toSorted((a, b) => compare(a.id, b.id))) {
    const broker = kind !== 'service' && kind !== 'function';
    // The numbers of a queue are longer than those of a service; their length must not move anything.
    const width = broker
      ? Math.max(246, Math.min(300, 92 + name.length * 7.4))
      : Math.max(140, Math.min(250, 40 + name.length * 7.4));
    graph.setNode(id, { width, height: HEIGHT });
  }
  for (const edge of edges.toSorted((a, b) => compare(keyOf(a), keyOf(b)))) {
    if (graph.hasNode(edge.from) && graph.hasNode(edge.to)) {
      graph.setEdge(
        edge.from,
        edge.to,
        { width: 74, height: 18, labelpos: 'c', weight: edge.kind === 'forward' ? 1 : 4 },
        edge.kind,
      );
    }
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  const boxes = new Map(graph.nodes().map((/** @type {string} */ id) => [id, /** @type {Box} */ (graph.node(id))]));
  const paths = new Map(
    graph.edges().map((/** @type {any} */ edge) => {
      const { points = [], x = 0, y = 0 } = graph.edge(edge);
      return [keyOf({ from: edge.v, to: edge.w, kind: edge.name ?? '' }), { points, label: { x, y } }];
    }),
  );
  return { width, height, boxes, paths };
}

/** @param {string} a @param {string} b */
function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}
