import { format } from 'node:util';
import { DiagLogLevel, diag } from '@opentelemetry/api';

/** What goes to the `diag` logger, from warnings on. */
export interface Diagnostics {
  /** One for each message, as `warn: text`. */
  readonly lines: readonly string[];
  /** Takes the logger back. */
  stop(): void;
}

export function captureDiagnostics(): Diagnostics {
  const lines: string[] = [];
  const keep =
    (level: string) =>
    (...words: unknown[]): void =>
      void lines.push(`${level}: ${format(...words)}`);
  const ignore = (): void => {};
  const logger = { error: keep('error'), warn: keep('warn'), info: ignore, debug: ignore, verbose: ignore };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  return { lines, stop: () => diag.disable() };
}
