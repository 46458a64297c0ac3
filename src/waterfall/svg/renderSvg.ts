import { SpanKind } from '@opentelemetry/api';
import { describeDetails } from '../details';
import { describeFailure } from '../events';
import type { FinishedSpan } from '../finishedSpan';
import { pictureColors } from './palette';
import { indexSpans } from '../spanIndex';
import { clean, clip, columnsOf, formatDuration } from '../text';
import { orderTraces } from '../traceOrder';
import { traceRows } from '../traceRows';
import { buildTraces, type SpanNode, type Trace } from '../traceTree';

/** How {@link renderSvg} draws. */
export interface SvgOptions {
  /** What somebody hears who does not see the picture. */
  readonly title: string;
}

const WIDTH = 960;
const ROW = 30;
const CARD = { gap: 12, left: 1, padding: 6 };
const NAMES = { left: 18, right: 422, indent: 16 };
const AXIS = { left: 434, right: 876 };
const TIMES = WIDTH - 18;
const LEGEND = 40;
const BAR = 10;
/** Widths of characters, in the larger font of names and the smaller one of what is said of them. */
const LETTER = { name: 7.6, said: 6.3 };

/** A span's place in the picture. */
interface Place {
  readonly node: SpanNode;
  readonly depth: number;
  readonly y: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Draws a few traces on one time axis, each on a card, and arrows along the links between them: a message's way as a
 * picture for a page. Text is text, and the colours follow the viewer's light or dark preference.
 */
export function renderSvg(spans: readonly FinishedSpan[], { title }: SvgOptions): string {
  const { traces, cards, places, height } = arrange(spans);
  const legend = height + LEGEND;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${legend}" width="${WIDTH}" height="${legend}" role="img" aria-labelledby="title">
<title id="title">${escapeXml(title)}</title>
<style>
${pictureColors()}
text{font:13px system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue','DejaVu Sans',sans-serif;fill:var(--ink)}
.root{font-weight:600}
.said{font-size:11px;font-weight:400;fill:var(--muted)}
.bad{fill:var(--failed)}
.time{font-size:12px;fill:var(--muted);text-anchor:end}
.card{fill:var(--card);stroke:var(--line)}
.arrow{fill:none;stroke:var(--accent);stroke-width:1.8}
.tip{fill:var(--accent)}
</style>
${[...cards, ...drawArrows(traces, places), ...places.map(drawSpan), drawLegend(places, height + LEGEND / 2)].join('\n')}
</svg>
`;
}

interface Arrangement {
  readonly traces: readonly Trace[];
  readonly cards: readonly string[];
  readonly places: readonly Place[];
  readonly height: number;
}

function arrange(spans: readonly FinishedSpan[]): Arrangement {
  const traces = orderTraces(buildTraces(spans));
  const start = Math.min(...traces.map((trace) => trace.start));
  const end = Math.max(...traces.map((trace) => trace.end));
  const xOf = (time: number): number => AXIS.left + ((time - start) / (end - start || 1)) * (AXIS.right - AXIS.left);
  const cards: string[] = [];
  const places: Place[] = [];
  let top = CARD.left;
  for (const trace of traces) {
    const rows = traceRows(trace);
    const height = rows.length * ROW + 2 * CARD.padding;
    cards.push(
      `<rect class="card" x="${CARD.left}" y="${top}" width="${WIDTH - 2 * CARD.left}" height="${height}" rx="9"/>`,
    );
    for (const [index, { node, depth }] of rows.entries()) {
      const y = top + CARD.padding + (index + 0.5) * ROW;
      places.push({ node, depth, y, from: xOf(node.start), to: xOf(node.end ?? trace.end) });
    }
    top += height + CARD.gap;
  }
  return { traces, cards, places, height: top - CARD.gap };
}

function drawSpan({ node, depth, y, from, to }: Place): string {
  const left = NAMES.left + depth * NAMES.indent;
  const name = clip(node.name, Math.floor((NAMES.right - left) / LETTER.name));
  const said = node.failed
    ? clean(describeFailure(node))
    : clean(describeDetails(node.span.attributes, node.name).join(' · '));
  const room = NAMES.right - left - columnsOf(name) * LETTER.name;
  const shown = clip(said, Math.floor(room / LETTER.said));
  const baseline = y + 4.5;
  const time = node.end === undefined ? 'open' : formatDuration(node.end - node.start);
  return [
    `<text x="${left}" y="${baseline}"${depth === 0 ? ' class="root"' : ''}>${escapeXml(name)}`,
    shown.length > 1 ? `<tspan class="said${node.failed ? ' bad' : ''}" dx="8">${escapeXml(shown)}</tspan>` : '',
    `</text>`,
    bar(from, y, Math.max(3, to - from), node.failed ? 'failed' : kindName(node)),
    `<text class="time${node.failed ? ' bad' : ''}" x="${TIMES}" y="${baseline}">${node.failed ? '✗ ' : ''}${time}</text>`,
  ].join('');
}

function bar(x: number, y: number, width: number, color: string): string {
  return `<rect x="${round(x)}" y="${y - BAR / 2}" width="${round(width)}" height="${BAR}" rx="3" fill="var(--${color})"/>`;
}

/** From the end of a producer's bar to the start of the bar that goes on. */
function drawArrows(traces: readonly Trace[], places: readonly Place[]): string[] {
  const placeOf = new Map(places.map((place) => [place.node, place]));
  const index = indexSpans(traces);
  return places.flatMap((place) =>
    index.continuations(place.node).flatMap((next) => {
      const target = placeOf.get(next);
      return target === undefined ? [] : [drawArrow(place.to, place.y, target.from, target.y)];
    }),
  );
}

function drawArrow(fromX: number, fromY: number, toX: number, toY: number): string {
  const [x1, x2] = [round(fromX + 1), round(toX - 7)];
  const bend = 26;
  return (
    `<path class="arrow" d="M${x1} ${fromY}C${round(x1 + bend)} ${fromY} ${round(x2 - bend)} ${toY} ${x2} ${toY}"/>` +
    `<path class="tip" d="M${x2} ${toY - 4.5}L${round(toX - 1)} ${toY}L${x2} ${toY + 4.5}z"/>`
  );
}

/** The kinds that occur, and the arrow. */
function drawLegend(places: readonly Place[], y: number): string {
  const kinds = [...new Set(places.map(({ node }) => (node.failed ? 'failed' : kindName(node))))];
  const parts: string[] = [];
  let x = NAMES.left;
  for (const kind of kinds) {
    parts.push(`${bar(x, y, 14, kind)}<text class="said" x="${x + 20}" y="${y + 4}">${kind}</text>`);
    x += 44 + kind.length * LETTER.said;
  }
  parts.push(
    `<path class="arrow" d="M${round(x)} ${y}h16"/><path class="tip" d="M${round(x + 15)} ${y - 4}l6 4l-6 4z"/>`,
  );
  return `${parts.join('')}<text class="said" x="${round(x + 27)}" y="${y + 4}">span link: the way of the message</text>`;
}

function kindName({ span }: SpanNode): string {
  return (SpanKind[span.kind] ?? SpanKind[SpanKind.INTERNAL]).toLowerCase();
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
