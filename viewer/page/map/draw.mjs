import { hueOf } from '../colors.mjs';
import { shape } from '../dom.mjs';
import { clean, duration, number, perSecond, share } from '../format.mjs';

/** @typedef {import('../../src/model/source').MapNode} MapNode */
/** @typedef {import('../../src/model/source').MapEdge} MapEdge */
/** @typedef {import('./layout.mjs').Box} Box */

/** @type {Record<MapNode['kind'], string>} */
const KINDS = { service: 'service', function: 'function λ', queue: 'queue', topic: 'topic', other: '' };

/** @param {MapNode} node @param {Box} box */
export function drawNode(node, { x, y, width, height }) {
  const left = x - width / 2;
  const top = y - height / 2;
  const broker = node.kind === 'queue' || node.kind === 'topic';
  const room = Math.floor((width - (broker ? 86 : 34)) / 7);
  return shape(
    'g',
    {
      class: `node ${node.kind}${node.dead === true ? ' dead' : ''}${node.failed > 0 && !broker ? ' failing' : ''} ${broker ? '' : `hue-${hueOf(node.name)}`}`,
      role: 'link',
      tabindex: '-1',
      'data-node': node.id,
      'aria-label': describe(node),
      transform: `translate(${left} ${top})`,
    },
    shape('title', {}, textNode(describe(node))),
    shape('rect', {
      class: 'box',
      width: String(width),
      height: String(height),
      rx: broker ? String(height / 2) : '9',
    }),
    ...(broker
      ? [
          shape('rect', {
            class: 'hatch',
            x: '8',
            y: '8',
            width: String(height - 16),
            height: String(height - 16),
            rx: String((height - 16) / 2),
          }),
        ]
      : [shape('rect', { class: 'stripe', x: '0', y: '12', width: '5', height: String(height - 24), rx: '2.5' })]),
    label('name', broker ? height : 18, 24, cut(clean(node.name), room)),
    label('what', broker ? height : 18, 42, numbers(node)),
  );
}

/** @param {MapEdge} edge @param {import('./layout.mjs').Path} path @param {string} text what it says @param {number} most messages of an edge */
export function drawEdge(edge, { points, label: middle }, text, most) {
  const last = points[points.length - 1] ?? { x: 0, y: 0 };
  const before = points[points.length - 2] ?? last;
  const angle = (Math.atan2(last.y - before.y, last.x - before.x) * 180) / Math.PI;
  const width = 1.2 + 3.3 * Math.sqrt(edge.messages / Math.max(1, most));
  return shape(
    'g',
    { class: `edge ${edge.kind}${edge.failed > 0 ? ' failing' : ''}`, 'data-from': edge.from, 'data-to': edge.to },
    shape('path', { class: 'reach', d: smooth(points) }),
    shape('path', { class: 'drawn', d: smooth(points), 'stroke-width': width.toFixed(1) }),
    shape('path', {
      class: 'tip',
      d: 'M0 0 l-9 -4.6 l0 9.2 z',
      transform: `translate(${last.x} ${last.y}) rotate(${angle.toFixed(1)})`,
    }),
    ...(text === ''
      ? []
      : [
          shape('rect', {
            class: 'ground',
            x: String(middle.x - text.length * 3.1 - 5),
            y: String(middle.y - 9),
            width: String(text.length * 6.2 + 10),
            height: '18',
            rx: '6',
          }),
          label('rate', middle.x, middle.y + 4, text),
        ]),
  );
}

/** What an edge says: how much goes along, and what part of it fails. @param {MapEdge} edge */
export function edgeText({ rate, messages, failed, kind }) {
  const much = perSecond(rate) || number(messages);
  const bad = failed > 0 ? ` · ${share(failed, messages)} ✗` : '';
  return `${kind === 'forward' ? '↷ ' : ''}${much}${bad}`;
}

/** @param {MapNode} node */
function numbers(node) {
  const parts = [];
  if (node.dead === true) parts.push(`${number(node.messages)} dead`);
  if (node.waitedMedian !== undefined) parts.push(duration(node.waitedMedian));
  if (node.waited99 !== undefined && node.dead !== true) parts.push(`p99 ${duration(node.waited99)}`);
  if (node.receives !== undefined && node.receives > 1.005)
    parts.push(`×${node.receives.toFixed(node.receives < 10 ? 1 : 0)}`);
  if (parts.length > 0) return parts.join(' · ');
  return `${number(node.messages)}${node.failed > 0 ? ` · ${share(node.failed, node.messages)} ✗` : ''}`;
}

/** @param {MapNode} node */
function describe(node) {
  const parts = [
    `${node.dead === true ? 'dead-letter ' : ''}${KINDS[node.kind] ?? ''} ${clean(node.name).slice(0, 300)}`.trim(),
    `${number(node.messages)} messages`,
  ];
  if (node.failed > 0) parts.push(`${share(node.failed, node.messages)} failed`);
  if (node.waitedMedian !== undefined) parts.push(`queue time ${duration(node.waitedMedian)} (median)`);
  if (node.waited99 !== undefined) parts.push(`${duration(node.waited99)} (99th percentile)`);
  if (node.receives !== undefined) parts.push(`${node.receives.toFixed(2)} receives for each message`);
  return parts.join(', ');
}

/** A line through all points without corners. @param {readonly { x: number, y: number }[]} points */
function smooth(points) {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  let d = `M${first.x} ${first.y}`;
  for (const [index, point] of rest.entries()) {
    const next = rest[index + 1];
    if (next === undefined) d += ` L${point.x} ${point.y}`;
    else d += ` Q${point.x} ${point.y} ${(point.x + next.x) / 2} ${(point.y + next.y) / 2}`;
  }
  return d;
}

/** @param {string} style @param {number} x @param {number} y @param {string} content */
function label(style, x, y, content) {
  return shape('text', { class: style, x: String(x), y: String(y) }, textNode(content));
}

/** @param {string} content */
function textNode(content) {
  return document.createTextNode(content);
}

/** @param {string} name @param {number} room */
function cut(name, room) {
  return name.length > room ? `${name.slice(0, Math.max(1, room - 1))}…` : name;
}
