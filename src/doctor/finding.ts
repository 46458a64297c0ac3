import type { Problem } from '../bootstrap/problem';

/** The result of one check. */
export interface Finding {
  /** The name of the check, for programs: `endpoint`, `sampler`. */
  readonly check: string;
  readonly level: 'pass' | 'warn' | 'fail';
  readonly message: string;
  /** The fix, in one line. */
  readonly fix?: string;
}

export function pass(check: string, message: string): Finding {
  return { check, level: 'pass', message };
}

export function warn(check: string, message: string, fix: string): Finding {
  return { check, level: 'warn', message, fix };
}

export function fail(check: string, message: string, fix: string): Finding {
  return { check, level: 'fail', message, fix };
}

export function failOf(check: string, { text, fix }: Problem): Finding {
  return fail(check, text, fix);
}

/** Findings as text. The fix is below the problem. */
export function print(findings: readonly Finding[], write: (line: string) => void): void {
  const label = { pass: 'PASS', warn: 'WARN', fail: 'FAIL' };
  for (const { level, check, message, fix } of findings) {
    write(`${label[level]}  ${check}: ${message}`);
    if (fix !== undefined) write(`      fix: ${fix}`);
  }
}
