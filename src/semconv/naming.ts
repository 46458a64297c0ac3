/**
 * Which names are emitted: those of a generation, which `OTEL_SEMCONV_STABILITY_OPT_IN` decides, and how many, which the
 * option `detail` decides. All modes are the rows of {@link MODES}; a convention asks for what it emits and knows no mode.
 * @see https://opentelemetry.io/docs/specs/semconv/messaging/
 */
export interface Naming extends Mode {
  /** Emit `gen_ai.system` beside `gen_ai.provider.name`. `gen_ai_latest_experimental` decides this one. */
  readonly deprecatedGenAi: boolean;
}

interface Mode {
  /** Emit the deprecated name of a system: `rpc.system`, `messaging.system`. */
  readonly deprecatedSystem: boolean;
  /** Emit the newest name (`messaging.system.name`, `rpc.system.name`). */
  readonly newest: boolean;
  /** Emit the deprecated twin of a name that is emitted anyway (`rpc.service`, `aws.region`, `http.status_code`, ...). */
  readonly deprecated: boolean;
  /** Emit the conventions' name beside the product's own for the same fact (`messaging.message.body.size`). */
  readonly twins: boolean;
  /** Emit what the conventions neither require nor recommend: the product's own names. */
  readonly detail: boolean;
}

/** How much is said: all of it, or what the conventions require and recommend. */
export type Detail = 'full' | 'standard';
type Generation = 'established' | 'newest' | 'both';

/** A name and its twin never stand side by side where only the standard is wanted. */
const MODES: Readonly<Record<Detail, Readonly<Record<Generation, Mode>>>> = {
  full: {
    established: { deprecatedSystem: true, newest: false, deprecated: true, twins: true, detail: true },
    newest: { deprecatedSystem: false, newest: true, deprecated: false, twins: true, detail: true },
    both: { deprecatedSystem: true, newest: true, deprecated: true, twins: true, detail: true },
  },
  standard: {
    established: { deprecatedSystem: true, newest: false, deprecated: false, twins: false, detail: false },
    newest: { deprecatedSystem: false, newest: true, deprecated: false, twins: false, detail: false },
    both: { deprecatedSystem: false, newest: true, deprecated: false, twins: false, detail: false },
  },
};

/** Reads the comma-separated opt-in list. `messaging/dup` wins over `messaging`. Other categories are ignored. */
export function namingFromOptIn(optIn: string | undefined, detail: Detail = 'full'): Naming {
  const categories = (optIn ?? '').split(',').map((category) => category.trim().toLowerCase());
  const mode = MODES[detail][generationIn(categories)];
  return { ...mode, deprecatedGenAi: mode.detail && !categories.includes('gen_ai_latest_experimental') };
}

/** Of the create spans of a batch, which are as many as it has messages: nothing is said twice. */
export function namingOfCreates(naming: Naming): Naming {
  return { ...naming, deprecated: false, twins: false };
}

function generationIn(categories: readonly string[]): Generation {
  if (categories.includes('messaging/dup')) return 'both';
  return categories.includes('messaging') ? 'newest' : 'established';
}
