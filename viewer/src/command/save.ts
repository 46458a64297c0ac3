import { closeSync, fstatSync, openSync, readSync, writeFileSync } from 'node:fs';
import type { Model } from '../model';
import { renderPage } from '../renderPage';

/** Keeps what comes in, in a file. */
export interface Saving {
  readonly take: (request: unknown) => void;
  /** @returns what was saved, in words @throws if not all of it was */
  readonly end: (model: Model) => string;
}

/**
 * Lines are written at once, so that nothing is lost whatever ends the process; a page is written at the end.
 *
 * @param warn called once if the file can no longer be written
 * @throws if the file cannot be opened
 */
export function startSaving(file: string, warn: (problem: string) => void): Saving {
  return file.endsWith('.html') ? savePage(file) : saveLines(file, warn);
}

function saveLines(file: string, warn: (problem: string) => void): Saving {
  const descriptor = openSync(file, 'a+');
  let before = lacksLineEnd(descriptor) ? '\n' : '';
  let open = true;
  let whole = true;
  const stop = (): void => {
    if (open) closeSync(descriptor);
    open = false;
  };
  return {
    take(request) {
      const line = open ? lineOf(request) : undefined;
      if (line === undefined) return;
      try {
        writeFileSync(descriptor, before + line);
        before = '';
      } catch (error) {
        stop();
        whole = false;
        warn(`${file} can no longer be written (${error instanceof Error ? error.message : 'unknown'}): saving ends`);
      }
    },
    end() {
      stop();
      if (!whole) throw new Error(`${file}: not all of it is saved`);
      return `Saved ${file}: --open shows it.`;
    },
  };
}

/** What ended in the middle of a line, or has none after it, must not become one line with what comes. */
function lacksLineEnd(descriptor: number): boolean {
  const status = fstatSync(descriptor);
  if (!status.isFile() || status.size === 0) return false;
  const last = Buffer.alloc(1);
  readSync(descriptor, last, 0, 1, status.size - 1);
  return last.toString() !== '\n';
}

/** What is nested too deeply to be written is no reason to stop. */
function lineOf(request: unknown): string | undefined {
  try {
    return `${JSON.stringify(request)}\n`;
  } catch {
    return undefined;
  }
}

function savePage(file: string): Saving {
  // Now, and not at the end, is the time to say that it cannot be written.
  closeSync(openSync(file, 'a'));
  return {
    take: () => undefined,
    end(model) {
      writeFileSync(file, pageOf(file, model));
      return `Saved ${file}: a browser shows it.`;
    },
  };
}

function pageOf(file: string, model: Model): string {
  try {
    return renderPage({ live: false, title: 'Messages', labels: {}, otlp: model.toOtlp() }).html;
  } catch (error) {
    // A text in JavaScript has 512 MiB at most.
    if (error instanceof RangeError) {
      throw new Error(`${file}: too much for one page; --max-spans keeps less`, { cause: error });
    }
    throw error;
  }
}
