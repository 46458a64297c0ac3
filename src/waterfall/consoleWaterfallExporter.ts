import { SpanBuffer } from './spanBuffer';
import type { FinishedSpan } from './finishedSpan';
import { renderTraces } from './renderTraces';
import { spanKey } from './traceTree';
import { clearTimeout, setTimeout } from '../timers';
import { writeTo } from '../diagnostics/writeTo';

/** Where {@link ConsoleWaterfallExporter} writes: `process.stdout`, a file's stream, or anything that takes text. */
export interface WaterfallStream {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** Options of {@link ConsoleWaterfallExporter}. */
export interface ConsoleWaterfallExporterOptions {
  /** Default `process.stdout`. */
  readonly stream?: WaterfallStream | undefined;
  /** Columns of a line at most. Default: those of the terminal from 40 to 200, else 100. */
  readonly width?: number | undefined;
  /** ANSI colours. Default: the stream is a terminal and `NO_COLOR` is not set. */
  readonly color?: boolean | undefined;
  /** Spans whose local root does not end are printed after so many milliseconds without news. Default 5000. */
  readonly quietMillis?: number | undefined;
  /** Spans that wait for their local root at most; the oldest trace is printed early then. Default 5000. */
  readonly maxSpans?: number | undefined;
}

/** `ExportResult` of `@opentelemetry/core`, which is not loaded for two numbers. */
interface ExportResult {
  code: number;
  error?: Error;
}

const SUCCESS = 0;
const FAILED = 1;

/**
 * A `SpanExporter` for development: prints each trace as a waterfall when its local root has ended.
 *
 * ```ts
 * new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(new ConsoleWaterfallExporter())] });
 * ```
 * It never throws, never keeps the process alive and holds a bounded number of spans. A trace of several processes is
 * printed by each of them, as far as it ran there.
 */
export class ConsoleWaterfallExporter {
  readonly #options: ConsoleWaterfallExporterOptions;
  readonly #maxSpans: number;
  readonly #buffer: SpanBuffer;
  /** Names of the latest spans: a trace that links to them later can say what they are. */
  readonly #names = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(options: ConsoleWaterfallExporterOptions = {}) {
    this.#options = options;
    this.#maxSpans = options.maxSpans ?? 5000;
    this.#buffer = new SpanBuffer(this.#maxSpans);
  }

  /** Takes ended spans and prints the traces that are complete with them. */
  export(spans: readonly FinishedSpan[], resultCallback: (result: ExportResult) => void): void {
    resultCallback(
      this.#stopped
        ? { code: FAILED, error: new Error('The exporter is shut down') }
        : this.#attempt(() => {
            this.#remember(spans);
            this.#print(this.#buffer.add(spans));
          }),
    );
    this.#awaitQuiet();
  }

  /** Prints everything that still waits for its local root. */
  async forceFlush(): Promise<void> {
    this.#attempt(() => this.#print(this.#buffer.takeAll()));
  }

  /** Prints what is left and stops. */
  async shutdown(): Promise<void> {
    clearTimeout(this.#timer);
    await this.forceFlush();
    this.#stopped = true;
  }

  #awaitQuiet(): void {
    if (this.#timer !== undefined || this.#stopped || this.#buffer.size === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#attempt(() => this.#print(this.#buffer.takeQuiet()));
      this.#awaitQuiet();
    }, this.#options.quietMillis ?? 5000).unref();
  }

  #attempt(action: () => void): ExportResult {
    try {
      action();
      return { code: SUCCESS };
    } catch (error) {
      return { code: FAILED, error: error instanceof Error ? error : new Error(String(error)) };
    }
  }

  #remember(spans: readonly FinishedSpan[]): void {
    for (const span of spans) this.#names.set(spanKey(span.spanContext()), span.name);
    for (const key of this.#names.keys()) {
      if (this.#names.size <= this.#maxSpans) break;
      this.#names.delete(key);
    }
  }

  #print(spans: readonly FinishedSpan[]): void {
    if (spans.length === 0) return;
    const stream = this.#options.stream ?? process.stdout;
    const text = renderTraces(spans, {
      width: this.#options.width ?? terminalWidth(stream),
      color: this.#options.color ?? (stream.isTTY === true && !process.env['NO_COLOR']),
      nameOf: (context) => this.#names.get(spanKey(context)),
    });
    writeTo(stream, `${text}\n\n`);
  }
}

function terminalWidth({ isTTY, columns }: WaterfallStream): number | undefined {
  return isTTY === true && columns !== undefined ? Math.min(Math.max(columns, 40), 200) : undefined;
}
