import { type FlatSpan, flatSpans } from './otlp';

const WARNINGS = '@jaeger@warnings';

/** A span in the API that Jaeger's own page uses. */
export interface JaegerSpan {
  readonly traceID: string;
  readonly spanID: string;
  readonly operationName: string;
  /** Parents are `CHILD_OF`, links are `FOLLOWS_FROM`. */
  readonly references: readonly { readonly refType: string; readonly traceID: string; readonly spanID: string }[];
}

/** The query APIs of Jaeger. @see https://www.jaegertracing.io/docs/latest/architecture/apis/ */
export class JaegerApi {
  readonly #base: string;

  constructor(port: number) {
    this.#base = `http://127.0.0.1:${port}/api`;
  }

  /** All spans of a trace, as they were written; none as long as Jaeger does not know it. */
  async spans(traceId: string): Promise<FlatSpan[]> {
    const answer = await fetch(`${this.#base}/v3/traces/${traceId}`);
    if (answer.status === 404) return [];
    return flatSpans(((await answer.json()) as { result: unknown }).result).map((span) => {
      // Jaeger's own remarks, on clocks for example.
      const attributes = Object.fromEntries(Object.entries(span.attributes).filter(([name]) => name !== WARNINGS));
      return { ...span, attributes };
    });
  }

  /** What a link on Jaeger's page opens. */
  async trace(traceId: string): Promise<JaegerSpan[]> {
    return (await this.#traces(`traces/${traceId}`)).flat();
  }

  /** Traces with a span that has all of these attributes. */
  async search(service: string, tags: Readonly<Record<string, string>>): Promise<JaegerSpan[][]> {
    const parameters = new URLSearchParams({ service, tags: JSON.stringify(tags), limit: '1000', lookback: '1h' });
    return await this.#traces(`traces?${parameters.toString()}`);
  }

  async services(): Promise<string[]> {
    const answer = await fetch(`${this.#base}/services`);
    return ((await answer.json()) as { data: string[] }).data;
  }

  async #traces(path: string): Promise<JaegerSpan[][]> {
    const answer = await fetch(`${this.#base}/${path}`);
    return ((await answer.json()) as { data: { spans: JaegerSpan[] }[] }).data.map(({ spans }) => spans);
  }
}
