import { describeFailure } from '../words/failure';
import type { Lives } from './lives';
import type { SpanStore } from './store';
import { ancestorsOf } from './ancestors';
import { traceKey, type Life, type StoredSpan } from './kept';

/** Finds messages by what their spans say. */
export class Search {
  readonly #store: SpanStore;
  readonly #lives: Lives;

  constructor(store: SpanStore, lives: Lives) {
    this.#store = store;
    this.#lives = lives;
  }

  find(text: string): ReadonlySet<Life> {
    const wanted = text.toLowerCase();
    const found = new Set<Life>();
    for (const trace of this.#store.traces.values()) {
      const { spans, lives, id } = trace;
      const ofTrace = id.includes(wanted);
      for (const stored of spans.values()) {
        if (!ofTrace && !searchable(stored).includes(wanted)) continue;
        for (const life of livesOf(stored, lives)) found.add(life);
        const life = lives.size > 0 ? undefined : this.#lives.get(traceKey(trace));
        if (life !== undefined) found.add(life);
      }
    }
    return found;
  }
}

/** The messages that a span is about: its own, those of a span above it, or all that its trace has to do with. */
function livesOf(stored: StoredSpan, ofTrace: ReadonlySet<Life>): ReadonlySet<Life> {
  if (stored.lives.size > 0) return stored.lives;
  for (const above of ancestorsOf(stored)) if (above.lives.size > 0) return above.lives;
  return ofTrace;
}

function searchable(stored: StoredSpan): string {
  if (stored.searchable !== undefined) return stored.searchable;
  const { span } = stored;
  const parts: string[] = [span.spanId, span.name, span.resource.service, span.failed ? describeFailure(span) : ''];
  for (const [, value] of span.attributes) if (typeof value !== 'boolean') parts.push(String(value));
  stored.searchable = parts.join('\n').toLowerCase();
  return stored.searchable;
}
