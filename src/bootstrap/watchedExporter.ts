import type { Announcer } from './announcer';
import type { Answer, Verdict } from './connectivity/verdict';
import type { NamedExporter } from './exporters';
import { line, messageOf } from './problem';
import { EXPORT_SUCCESS, type ExportResult, type SdkSpan, type SpanExporter } from './sdk';
import { clearTimeout, setTimeout } from '../timers';

interface Batch {
  readonly spans: readonly SdkSpan[];
  printed: boolean;
}

/** What an exporter needs to say why it fails, and to print spans in the meantime. */
export interface Watching {
  readonly judge?: ((answer: Answer) => Verdict) | undefined;
  readonly announcer?: Announcer | undefined;
  /** Sends a test request to the endpoint. */
  readonly check?: (() => Promise<Verdict>) | undefined;
  /** For OTEL_CONSOLE_FALLBACK: prints the spans that cannot be exported. */
  readonly fallback?: SpanExporter | undefined;
}

/** Milliseconds until the endpoint is tested. Exporters retry for ten seconds before they report an error. */
const PATIENCE = 250;

/** Counts the spans of an exporter, and remembers its last error. */
export class WatchedExporter implements SpanExporter {
  readonly name: string;
  readonly destination: string | undefined;
  /** Spans that were given to the exporter. `exported` of them arrived, `failed` of them did not. */
  handed = 0;
  exported = 0;
  failed = 0;
  lastError: string | undefined;
  readonly #exporter: SpanExporter;
  readonly #watching: Watching;
  readonly #underWay = new Set<Batch>();
  #condemned = false;
  #checked = false;

  constructor({ name, destination, exporter }: NamedExporter, watching: Watching = {}) {
    this.name = name;
    this.destination = destination;
    this.#exporter = exporter;
    this.#watching = watching;
  }

  export(spans: readonly SdkSpan[], resultCallback: (result: ExportResult) => void): void {
    this.handed += spans.length;
    const batch = { spans, printed: false };
    this.#underWay.add(batch);
    if (this.#condemned) this.#print(batch);
    let done = false;
    const timer = this.#checked ? undefined : setTimeout(() => void this.check(), PATIENCE).unref();
    const finish = (result: ExportResult): void => {
      if (done) return;
      done = true;
      clearTimeout(timer);
      this.#finish(batch, result);
      resultCallback(result);
    };
    try {
      this.#exporter.export(spans, finish);
    } catch (error) {
      finish({ code: EXPORT_SUCCESS + 1, error: error instanceof Error ? error : new Error(String(error)) });
    }
  }

  /**
   * Tests the endpoint once and reports its problem. With a fallback, spans are then printed at once, while the
   * exporter retries.
   */
  async check(): Promise<void> {
    if (this.#checked) return;
    this.#checked = true;
    const verdict = await this.#watching.check?.();
    if (verdict === undefined) return;
    this.#watching.announcer?.tell(verdict);
    if (verdict.problem === undefined) return;
    this.lastError ??= verdict.problem.text;
    this.#condemned = true;
    for (const batch of this.#underWay) this.#print(batch);
  }

  /**
   * Spans were exported past this exporter, at the end of the process, or were not.
   * @returns why they are lost, if they are
   */
  settled(spans: readonly SdkSpan[], error?: Error): string | undefined {
    this.handed += Math.max(spans.length - this.#spansUnderWay(), 0);
    this.#underWay.clear();
    if (error === undefined) {
      this.exported += spans.length;
      return undefined;
    }
    this.failed += spans.length;
    const verdict = this.#watching.judge?.({ error });
    this.lastError = verdict?.problem?.text ?? messageOf(error);
    const { fallback, announcer } = this.#watching;
    if (fallback === undefined) return this.explain(error);
    if (verdict !== undefined) announcer?.tell(verdict);
    this.#print({ spans, printed: false });
    void fallback.forceFlush?.();
    return undefined;
  }

  /** What is wrong, and what to do about it. */
  explain(error: Error): string {
    const problem = this.#watching.judge?.({ error }).problem;
    return problem === undefined ? messageOf(error) : line(problem);
  }

  async forceFlush(): Promise<void> {
    await this.#exporter.forceFlush?.();
    await this.#watching.fallback?.forceFlush?.();
  }

  async shutdown(): Promise<void> {
    await this.#exporter.shutdown();
    await this.#watching.fallback?.shutdown();
  }

  #spansUnderWay(): number {
    return [...this.#underWay].reduce((sum, { spans }) => sum + spans.length, 0);
  }

  #finish(batch: Batch, { code, error }: ExportResult): void {
    this.#underWay.delete(batch);
    if (code === EXPORT_SUCCESS) {
      this.exported += batch.spans.length;
      this.#checked = true;
      this.#condemned = false;
      this.#watching.announcer?.tell({ outcome: 'reachable' });
      return;
    }
    this.failed += batch.spans.length;
    const verdict = this.#watching.judge?.({ error: error ?? new Error('the export failed') });
    this.lastError = verdict?.problem?.text ?? messageOf(error ?? 'the export failed');
    if (verdict !== undefined) this.#watching.announcer?.tell(verdict);
    this.#print(batch);
  }

  #print(batch: Batch): void {
    if (batch.printed) return;
    batch.printed = true;
    this.#watching.fallback?.export(batch.spans, () => {});
  }
}
