import { byId, element, shape } from '../dom.mjs';
import { plural } from '../format.mjs';
import { drawEdge, drawNode, edgeText } from './draw.mjs';
import { fittingLayout, keyOf, MOST_NODES, shapeOf } from './layout.mjs';
import { nearest } from './nearest.mjs';
import { drawPlots } from './plots.mjs';

/** @typedef {import('../../src/model/source').Filter} Filter */
/** @typedef {import('../../src/model/source').MessageMap} MessageMap */

/**
 * Who sends to whom, drawn from what was seen.
 *
 * @param {object} page
 * @param {import('../source.mjs').TraceSource} page.source
 * @param {(next: import('../address.mjs').Overview) => void} page.go
 * @param {(error: unknown) => void} page.failed
 */
export function messageMap({ source, go, failed }) {
  const view = byId('map');
  const picture = shape('svg', { class: 'graph', role: 'group', 'aria-label': 'Services and queues' });
  const note = element('p', { class: 'empty', hidden: '' });
  const plots = element('section', { class: 'plots', 'aria-label': 'Numbers over time' });
  const canvas = element('div', { class: 'map-canvas' }, picture, note);
  view.append(canvas, plots);
  const narrow = matchMedia('(width < 760px)');
  /** @type {Filter} */
  let filter = {};
  /** @type {MessageMap} */
  let map = { nodes: [], edges: [] };
  let shown = '';
  let plotted = '';
  /** @type {import('./layout.mjs').Layout | undefined} */
  let laid;
  /** @type {string | undefined} */
  let focused;

  function draw() {
    const nodes = map.nodes.toSorted((a, b) => b.messages - a.messages).slice(0, MOST_NODES);
    const kept = new Set(nodes.map(({ id }) => id));
    const edges = map.edges.filter(({ from, to }) => kept.has(from) && kept.has(to));
    const next = shapeOf({ nodes, edges }, narrow.matches);
    // Other numbers in the same places: nothing jumps.
    if (next !== shown || laid === undefined)
      laid = fittingLayout({ nodes, edges }, narrow.matches, {
        width: canvas.clientWidth,
        height: canvas.clientHeight,
      });
    shown = next;
    const { boxes, paths, width, height } = laid;
    note.hidden = nodes.length > 0 && nodes.length === map.nodes.length;
    note.textContent =
      nodes.length === 0
        ? 'Nothing was seen that sends or receives.'
        : `${plural(map.nodes.length - nodes.length, 'place')} with few messages are not drawn: filter to see them.`;
    picture.setAttribute('viewBox', `0 0 ${Math.max(width, 1)} ${Math.max(height, 1)}`);
    picture.style.setProperty('--width', `${width}px`);
    picture.style.setProperty('--height', `${height}px`);
    const most = Math.max(1, ...edges.map((edge) => edge.messages));
    const hadFocus = picture.contains(document.activeElement);
    picture.replaceChildren(
      pattern(),
      ...edges.map((edge) =>
        drawEdge(edge, paths.get(keyOf(edge)) ?? { points: [], label: { x: 0, y: 0 } }, edgeText(edge), most),
      ),
      ...nodes.flatMap((node) => {
        const box = boxes.get(node.id);
        return box === undefined ? [] : [drawNode(node, box)];
      }),
    );
    const stop = nodeElement(focused) ?? picture.querySelector('.node');
    stop?.setAttribute('tabindex', '0');
    if (hadFocus && stop instanceof SVGElement) stop.focus({ preventScroll: true });
  }

  /** @param {string | undefined} id */
  const nodeElement = (id) =>
    [...picture.querySelectorAll('.node')].find((node) => node.getAttribute('data-node') === id);

  /** @param {string} id */
  function focus(id) {
    nodeElement(focused)?.setAttribute('tabindex', '-1');
    focused = id;
    const node = nodeElement(id);
    node?.setAttribute('tabindex', '0');
    if (node instanceof SVGElement) node.focus();
  }

  /** Shows the messages of one box, or of the two that an arrow connects. @param {readonly (string | null)[]} ids */
  function open(ids) {
    /** @type {Filter} */
    let chosen = {};
    for (const { id, kind, name } of map.nodes) {
      if (!ids.includes(id)) continue;
      const service = kind === 'service' || kind === 'function';
      chosen = { ...chosen, ...(service ? { service: name } : { destination: name }) };
    }
    if (Object.keys(chosen).length > 0) go({ view: 'messages', filter: { ...filter, ...chosen } });
  }

  picture.addEventListener('click', (event) => {
    const target = /** @type {Element} */ (event.target).closest('.node, .edge');
    open(['data-node', 'data-from', 'data-to'].map((name) => target?.getAttribute(name) ?? null));
  });
  picture.addEventListener('focusin', (event) => {
    focused = /** @type {Element} */ (event.target).getAttribute('data-node') ?? focused;
  });
  picture.addEventListener('keydown', (event) => {
    const id = /** @type {Element} */ (event.target).getAttribute('data-node');
    if (id === null || laid === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      open([id]);
    }
    const next = nearest(laid.boxes, id, event.key);
    if (next === undefined) return;
    event.preventDefault();
    focus(next);
  });
  narrow.addEventListener('change', () => !view.hidden && draw());

  async function refresh() {
    try {
      const asked = filter;
      const [nextMap, nextPlots] = await Promise.all([source.map(filter), source.plots(filter)]);
      if (asked !== filter) return;
      const before = JSON.stringify(map);
      map = nextMap;
      if (before !== JSON.stringify(nextMap) || laid === undefined) draw();
      const next = JSON.stringify(nextPlots);
      if (next !== plotted) plots.replaceChildren(...drawPlots(nextPlots));
      plotted = next;
      plots.hidden = nextPlots.length === 0;
    } catch (error) {
      failed(error);
    }
  }

  return {
    /** @param {Filter} next */
    async show(next) {
      view.hidden = false;
      filter = next;
      await refresh();
    },
    hide() {
      view.hidden = true;
    },
    refresh,
    focus() {
      const stop = picture.querySelector('.node[tabindex="0"]');
      if (stop instanceof SVGElement) stop.focus({ preventScroll: true });
    },
  };
}

/** Queue time is hatched everywhere. */
function pattern() {
  return shape(
    'defs',
    {},
    shape(
      'pattern',
      { id: 'hatch', width: '6', height: '6', patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
      shape('rect', { class: 'hatch-line', width: '2', height: '6' }),
    ),
  );
}
