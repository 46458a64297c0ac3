/** A problem, and its fix. */
export interface Problem {
  readonly text: string;
  readonly fix: string;
}

/** A problem as one line. */
export function line({ text, fix }: Problem): string {
  return `${text}: ${fix}`;
}

/** The message of anything thrown, on one line. */
export function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message || error.name : String(error);
  return message.replace(/\r?\n[^]*/, '');
}
