import { fileURLToPath } from 'node:url';
import type { CodeLocation } from '../semconv/code';

const FRAMES = 6;

/** Frames that are not the application's: TypeScript's decorator helpers, and Node.js itself. */
const NOBODYS = /[\\/]tslib[\\/]|^node:/;

/**
 * The place where a function was wrapped. Only the frames are kept at first. Making text of them takes more time than
 * everything else, so it is done when the first span needs it.
 */
export class CallSite {
  readonly #captured: { stack?: string };
  #location: CodeLocation | undefined;
  #known = false;

  /** @param above the function whose caller is the place */
  constructor(above: (...args: never[]) => unknown) {
    this.#captured = {};
    const limit = Error.stackTraceLimit;
    try {
      Error.stackTraceLimit = FRAMES;
      Error.captureStackTrace(this.#captured, above);
    } catch {
      // The intrinsics are frozen. Spans then have a function name without a file.
    } finally {
      restoreLimit(limit);
    }
  }

  get location(): CodeLocation | undefined {
    if (!this.#known) {
      this.#known = true;
      this.#location = locationIn(this.#captured.stack ?? '');
      delete this.#captured.stack;
    }
    return this.#location;
  }
}

function restoreLimit(limit: number): void {
  try {
    Error.stackTraceLimit = limit;
  } catch {
    // The limit was not changed either.
  }
}

/** The first frame that has a file: `at place (/app/orders.js:12:5)`, `at file:///app/orders.mjs:12:5`. */
function locationIn(stack: string): CodeLocation | undefined {
  for (const line of stack.split('\n')) {
    const [, path, row] = /(?:\(|at (?:async )?)([^()]+):(\d+):\d+\)?$/.exec(line) ?? [];
    if (path === undefined || NOBODYS.test(path)) continue;
    return { file: path.startsWith('file:') ? fileURLToPath(path) : path, line: Number(row) };
  }
  return undefined;
}
