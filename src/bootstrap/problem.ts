import { shownText, withoutCredentials } from '../semconv/urls';

/** A problem, and its fix. */
export interface Problem {
  readonly text: string;
  readonly fix: string;
}

/** A problem as one line. */
export function line({ text, fix }: Problem): string {
  return `${text}: ${fix}`;
}

/** Characters of what others wrote. */
const MAX_QUOTED = 1024;

/** The value of a setting as it may be shown: an endpoint may stand in any of them by mistake. */
export function quoted(value: string): string {
  return `'${shownText(withoutCredentials(value), MAX_QUOTED)}'`;
}

/** The message of anything thrown, on one line. */
export function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message || error.name : String(error);
  return shownText(message.replace(/\r?\n[^]*/, ''), MAX_QUOTED);
}
