import { histogramOf } from './histogram';
import type { Lives } from './lives';
import { matcherOf } from './matcher';
import { Search } from './search';
import type { Filter, Kept, MessageList, Page } from './source';
import type { SpanStore } from './store';
import { summarize, type Surroundings } from './summarize';
import type { Life, Listed, Summary } from './kept';

const MAX_PAGE = 1000;
const MAX_CHOICES = 500;

/** The list of messages, the newest first. What nobody has changed is not made again. */
export class Rows {
  readonly #lives: Lives;
  readonly #search: Search;
  readonly #around: Surroundings;
  #order: Life[] = [];
  #listed: readonly Listed[] = [];
  #fresh = false;
  #choices: Choices | undefined;
  #last: { readonly key: string; readonly found: readonly Listed[] } | undefined;

  constructor(lives: Lives, store: SpanStore, labelOf: Surroundings['labelOf']) {
    this.#lives = lives;
    this.#search = new Search(store, lives);
    this.#around = {
      find: store.find.bind(store),
      isClaimed: lives.isClaimed.bind(lives),
      deadQueues: lives.deadQueues,
      labelOf,
    };
  }

  labelOf(traceId: string): string | undefined {
    return this.#around.labelOf(traceId);
  }

  changed(): void {
    this.#fresh = false;
    this.#choices = undefined;
    this.#last = undefined;
  }

  messages(): number {
    return this.all().filter(({ summary }) => summary.row.outcome !== 'trace').length;
  }

  summaryOf(life: Life): Summary {
    this.#lives.settle();
    return this.#summaryOf(life);
  }

  all(): readonly Listed[] {
    if (this.#fresh) return this.#listed;
    this.#lives.settle();
    // What was in order before is nearly in order now, which makes sorting cheap.
    const known = new Set(this.#order);
    const kept = this.#order.filter(({ gone }) => !gone);
    for (const life of this.#lives.all) if (!known.has(life)) kept.push(life);
    const listed = kept.map((life) => ({ life, summary: this.#summaryOf(life) }));
    listed.sort((a, b) => b.summary.row.sentAt - a.summary.row.sentAt);
    this.#order = listed.map(({ life }) => life);
    this.#listed = listed.filter(({ summary }) => summary.listed);
    this.#fresh = true;
    return this.#listed;
  }

  matching(filter: Filter): readonly Listed[] {
    const all = this.all();
    const key = JSON.stringify(filter);
    if (this.#last?.key === key) return this.#last.found;
    const text = filter.text?.trim() ?? '';
    const found = text === '' ? undefined : this.#search.find(text);
    const matches = matcherOf(filter);
    const fits = all.filter((each) => (found === undefined || found.has(each.life)) && matches(each.summary));
    this.#last = { key, found: fits };
    return fits;
  }

  list(filter: Filter, { offset, limit }: Page, kept: Kept): MessageList {
    const found = this.matching(filter);
    const choices = (this.#choices ??= choicesOf(this.all()));
    const whenever = { ...filter, from: undefined, to: undefined };
    const inTime = filter.from !== undefined || filter.to !== undefined;
    const rows = found.slice(offset, offset + Math.min(limit, MAX_PAGE)).map(({ summary }) => summary.row);
    return {
      total: found.length,
      rows,
      ...choices,
      histogram: histogramOf(inTime ? this.#without(whenever) : found),
      kept,
    };
  }

  /** The answer for all times, with what was last asked for in its place again. */
  #without(filter: Filter): readonly Listed[] {
    const last = this.#last;
    const found = this.matching(filter);
    this.#last = last;
    return found;
  }

  #summaryOf(life: Life): Summary {
    return (life.summary ??= summarize(life, this.#around));
  }
}

type Choices = Pick<MessageList, 'services' | 'destinations'>;

function choicesOf(all: readonly Listed[]): Choices {
  const services = new Set<string>();
  const destinations = new Set<string>();
  for (const { summary } of all) {
    const { row, stations } = summary;
    if (row.sentBy !== undefined) services.add(row.sentBy);
    for (const service of row.processedBy) services.add(service);
    for (const { destination } of stations) destinations.add(destination);
  }
  const sorted = (names: ReadonlySet<string>): string[] => [...names].toSorted().slice(0, MAX_CHOICES);
  return { services: sorted(services), destinations: sorted(destinations) };
}
