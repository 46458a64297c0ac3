import { SpanKind, type SpanContext } from '@opentelemetry/api';
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import {
  createModel,
  type OtlpTraces,
  renderHtmlReport,
  startViewer,
  type ViewerServer,
} from 'opentelemetry-instrumentation-sqs-viewer';
import { renderTraces } from '../../src/waterfall/renderTraces';
import { renderSvg } from '../../src/waterfall/svg/renderSvg';
import { standStill } from './still';

const POLL = 'SQS.ReceiveMessage';
const TITLE = 'An order shop on SQS and SNS';
const WIDTH = 100;
const STYLES = { bold: 1, dim: 2, red: 31, green: 32 };

/** Prints what happens, and counts along. */
export class Report {
  readonly #color = process.stdout.isTTY && !process.env['NO_COLOR'];
  readonly #width = process.stdout.isTTY ? Math.min(WIDTH, process.stdout.columns) : WIDTH;
  readonly #spans = new Map<string, ReadableSpan>();
  readonly #polls: boolean;
  readonly #shown: ReadableSpan[] = [];
  readonly #labels: Record<string, string> = {};
  #hidden = 0;

  /** @param polls whether traces that are nothing but a poll are worth showing */
  constructor(polls: boolean) {
    this.#polls = polls;
  }

  heading(title: string, text: string): void {
    console.log(`${this.#styled(title, 'bold')}\n${text}\n`);
  }

  /** @param label what these traces are about */
  traces(spans: readonly ReadableSpan[], label: string): void {
    for (const span of spans) this.#spans.set(keyOf(span.spanContext()), span);
    const shown = this.#polls ? spans : spans.filter((span) => span.name !== POLL || !isAlone(span, spans));
    this.#hidden += spans.length - shown.length;
    this.#shown.push(...shown);
    for (const span of shown) this.#labels[span.spanContext().traceId] = label;
    const nameOf = (context: SpanContext): string | undefined => this.#spans.get(keyOf(context))?.name;
    console.log(`${renderTraces(shown, { width: this.#width, color: this.#color, nameOf })}\n\n`);
  }

  /** Everything that was shown, as a page. */
  page(): string {
    return renderHtmlReport(otlpOf(this.#shown), { title: TITLE, labels: this.#labels });
  }

  /** The same in the viewer, on a free port. */
  view(): Promise<ViewerServer> {
    const model = createModel({ labels: this.#labels });
    model.add(otlpOf(this.#shown));
    return startViewer({ port: 0, model, title: TITLE });
  }

  /** What is in the README: the way of one message, from the part of that title. */
  picture(label: string): string {
    const spans = this.#shown.filter((span) => this.#labels[span.spanContext().traceId] === label);
    return renderSvg(standStill(spans), {
      title:
        'Three traces as waterfalls. A checkout sends a message to the queue orders; a span link leads from there to ' +
        'the span that processes it, which sends a message to the queue shipping; a link leads on to the last trace.',
    });
  }

  /** @returns whether every consumer span is tied to a producer */
  summary(): boolean {
    const spans = [...this.#spans.values()];
    const traces = new Set(spans.map((span) => span.spanContext().traceId)).size;
    const consumers = spans.filter((span) => span.kind === SpanKind.CONSUMER);
    const tied = consumers.filter((span) => this.#isTied(span)).length;
    const percent = Math.floor((100 * tied) / consumers.length);
    this.heading('Summary', `${spans.length} spans in ${traces} traces.`);
    const all = tied === consumers.length;
    const verdict = `Consumer spans tied to their producer: ${tied} of ${consumers.length} (${percent} %)`;
    console.log(this.#styled(verdict, all ? 'green' : 'red'));
    if (this.#hidden > 0) console.log(this.#styled(`Not shown: ${this.#hidden} polls (--polls shows them).`, 'dim'));
    return all;
  }

  /** By a link to a producer's span, or by being below one. */
  #isTied({ links, parentSpanContext }: ReadableSpan): boolean {
    return [...links.map((link) => link.context), parentSpanContext].some(
      (context) => context !== undefined && this.#spans.get(keyOf(context))?.kind === SpanKind.PRODUCER,
    );
  }

  #styled(text: string, style: keyof typeof STYLES): string {
    return this.#color ? `\u001b[${STYLES[style]}m${text}\u001b[0m` : text;
  }
}

// #region otlp
/** What an exporter would send: JSON is the one form of spans that the viewer takes. */
function otlpOf(spans: ReadableSpan[]): OtlpTraces {
  const json = Buffer.from(JsonTraceSerializer.serializeRequest(spans) ?? '{}').toString('utf8');
  return JSON.parse(json) as OtlpTraces;
}
// #endregion

function isAlone(span: ReadableSpan, spans: readonly ReadableSpan[]): boolean {
  const { traceId } = span.spanContext();
  return spans.every((other) => other === span || other.spanContext().traceId !== traceId);
}

function keyOf({ traceId, spanId }: SpanContext): string {
  return `${traceId}/${spanId}`;
}
