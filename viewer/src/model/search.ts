import type { Attributes } from '../otlp/attributes';
import type { Resource } from '../span';
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
    const resources = new Map<Resource, boolean>();
    const isSaidBy = (resource: Resource): boolean => {
      const said = resources.get(resource) ?? textOf(resource.attributes).includes(wanted);
      resources.set(resource, said);
      return said;
    };
    // A batch says the ids of its messages in its links: each one finds its own message.
    for (const life of this.#lives.all) {
      for (const id of life.messageIds) if (id.toLowerCase().includes(wanted)) found.add(life);
    }
    for (const trace of this.#store.traces.values()) {
      const { spans, lives, id } = trace;
      const ofTrace = id.includes(wanted);
      for (const stored of spans.values()) {
        if (!ofTrace && !searchable(stored).includes(wanted) && !isSaidBy(stored.span.resource)) continue;
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
  for (const { name, attributes } of span.events) parts.push(name, textOf(attributes));
  parts.push(textOf(span.attributes));
  stored.searchable = parts.join('\n').toLowerCase();
  return stored.searchable;
}

/** The values, in lower case. */
function textOf(attributes: Attributes): string {
  const parts: string[] = [];
  for (const [, value] of attributes) if (typeof value !== 'boolean') parts.push(String(value));
  return parts.join('\n').toLowerCase();
}
