import { until } from './until';

/** One series of a result. */
export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

interface Answer<T> {
  readonly status: string;
  readonly error?: string;
  readonly data: T;
}

interface Rule {
  readonly name: string;
  readonly health: string;
  readonly state: string;
  readonly lastError?: string;
}

/** The query API of a Prometheus. @see https://prometheus.io/docs/prometheus/latest/querying/api/ */
export class PrometheusApi {
  readonly #base: string;

  constructor(port: number) {
    this.#base = `http://127.0.0.1:${port}/api/v1`;
  }

  async query(query: string): Promise<Series[]> {
    interface Vector {
      readonly result: readonly { readonly metric: Series['metric']; readonly value: readonly [number, string] }[];
    }
    const { result } = await this.#get<Vector>('query', { query });
    return result.map(({ metric, value: [, value] }) => ({ metric, value: Number(value) }));
  }

  /** The values of a label, as Grafana asks for those of a variable. */
  async labelValues(label: string, selector: string): Promise<string[]> {
    return await this.#get<string[]>(`label/${label}/values`, { 'match[]': selector });
  }

  /** What Prometheus remembers of the metrics that it scrapes. It remembers nothing of those that it is sent. */
  async described(metric: string): Promise<{ readonly type: string; readonly help: string } | undefined> {
    return (await this.#get<Record<string, { type: string; help: string }[]>>('metadata', { metric }))[metric]?.[0];
  }

  async rules(): Promise<Rule[]> {
    const { groups } = await this.#get<{ groups: { rules: Rule[] }[] }>('rules', {});
    return groups.flatMap(({ rules }) => rules);
  }

  /** Waits until a query has this value. */
  async reaches(query: string, expected: number): Promise<void> {
    await until(`${query} to be ${expected}`, async () => (await this.query(query))[0]?.value === expected);
  }

  async #get<T>(path: string, parameters: Readonly<Record<string, string>>): Promise<T> {
    const answer = await fetch(`${this.#base}/${path}?${new URLSearchParams(parameters).toString()}`);
    const { status, error, data } = (await answer.json()) as Answer<T>;
    if (status !== 'success') throw new Error(`Prometheus: ${error ?? status}: ${JSON.stringify(parameters)}`);
    return data;
  }
}
