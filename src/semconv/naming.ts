/**
 * Which names of a renamed attribute are emitted. `OTEL_SEMCONV_STABILITY_OPT_IN` decides this.
 * @see https://opentelemetry.io/docs/specs/semconv/messaging/
 */
export interface Naming {
  /** Emit the deprecated twin (`messaging.system`, `rpc.system`, `aws.region`, `http.status_code`, ...). */
  readonly deprecated: boolean;
  /** Emit the newest name (`messaging.system.name`, `rpc.system.name`). */
  readonly newest: boolean;
  /** Emit `gen_ai.system` beside `gen_ai.provider.name`. `gen_ai_latest_experimental` decides this one. */
  readonly deprecatedGenAi: boolean;
}

type MessagingNaming = Omit<Naming, 'deprecatedGenAi'>;

const DEFAULT: MessagingNaming = { deprecated: true, newest: false };
const NEWEST: MessagingNaming = { deprecated: false, newest: true };
const BOTH: MessagingNaming = { deprecated: true, newest: true };

/** Reads the comma-separated opt-in list. `messaging/dup` wins over `messaging`. Other categories are ignored. */
export function namingFromOptIn(optIn: string | undefined): Naming {
  const categories = (optIn ?? '').split(',').map((category) => category.trim().toLowerCase());
  return { ...messagingNaming(categories), deprecatedGenAi: !categories.includes('gen_ai_latest_experimental') };
}

function messagingNaming(categories: readonly string[]): MessagingNaming {
  if (categories.includes('messaging/dup')) return BOTH;
  return categories.includes('messaging') ? NEWEST : DEFAULT;
}
