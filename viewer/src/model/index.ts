import { otlpOf } from './otlpOf';
import { readMetrics } from '../otlp/metrics';
import { readSpans } from '../otlp/traces';
import { listStory } from './story';
import { Lives } from './lives';
import { mapOf } from './map';
import { MetricStore } from './metricStore';
import { plotsOf } from './plots';
import { Rows } from './rows';
import type { Kept, TraceSource } from './source';
import { type Limits, rejection, SpanStore } from './store';

/** What a model keeps and answers. */
export interface Model {
  /** Takes an OTLP JSON request: of traces, or of metrics. @returns what of it was not taken */
  readonly add: (request: unknown) => Rejected;
  readonly source: TraceSource;
  readonly kept: () => Kept;
  /** The spans that are kept, as OTLP JSON: one request for each trace. */
  readonly toOtlp: () => object[];
}

export interface ModelOptions extends Limits {
  /** What traces are about, by trace id. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/** How many spans of a request were not taken, and why. */
export interface Rejected {
  readonly spans: number;
  readonly reason: string;
}

const NEWS_EVERY = 1000;

export function createModel({ labels = {}, ...limits }: ModelOptions = {}): Model {
  const store: SpanStore = new SpanStore(limits, (stored) => lives.remove(stored));
  const find = store.find.bind(store);
  const lives = new Lives(find);
  const metrics = new MetricStore();
  const rows = new Rows(lives, store, (traceId) => (Object.hasOwn(labels, traceId) ? labels[traceId] : undefined));
  const news = new News();
  const kept = (): Kept => ({ ...store.counts, messages: rows.messages(), rows: rows.all().length });
  return {
    add(request) {
      let rejected = 0;
      let reason = '';
      for (const span of readSpans(request)) {
        const why = rejection(span);
        if (why !== undefined) {
          rejected += 1;
          reason = why;
          continue;
        }
        const stored = store.add(span);
        if (stored !== undefined) lives.add(stored);
      }
      metrics.add(readMetrics(request));
      rows.changed();
      news.tell();
      return { spans: rejected, reason };
    },
    kept,
    toOtlp: () => [...store.traces.values()].map(otlpOf),
    source: {
      messages: (filter, page) => Promise.resolve(rows.list(filter, page, kept())),
      message: (id) => Promise.resolve(listStory(id, rows, store, lives)),
      map: (filter) => Promise.resolve(mapOf(rows.matching(filter))),
      plots: (filter) => Promise.resolve(plotsOf(filter, rows.matching(filter), metrics)),
      watch: (changed) => news.watch(changed),
    },
  };
}

/** Tells whoever watches, at most once a second. */
class News {
  readonly #watchers = new Set<() => void>();
  #planned = false;
  #told = 0;

  watch(changed: () => void): () => void {
    // One of its own for each call: somebody may watch twice.
    const watcher = (): void => changed();
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  tell(): void {
    if (this.#planned || this.#watchers.size === 0) return;
    this.#planned = true;
    const wait = Math.max(0, this.#told + NEWS_EVERY - Date.now());
    setTimeout(() => {
      this.#planned = false;
      this.#told = Date.now();
      for (const watcher of this.#watchers) watcher();
    }, wait);
  }
}
