import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import type { Model } from '../model';
import { renderPage } from '../renderPage';

/** Keeps what comes in, in a file. */
export interface Saving {
  readonly take: (request: unknown) => void;
  /** @returns what was saved, in words */
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
  const descriptor = openSync(file, 'a');
  let open = true;
  const stop = (): void => {
    if (open) closeSync(descriptor);
    open = false;
  };
  return {
    take(request) {
      if (!open) return;
      try {
        writeSync(descriptor, `${JSON.stringify(request)}\n`);
      } catch (error) {
        stop();
        warn(`${file} can no longer be written (${error instanceof Error ? error.message : 'unknown'}): saving ends`);
      }
    },
    end() {
      stop();
      return `Saved ${file}: --open shows it.`;
    },
  };
}

function savePage(file: string): Saving {
  // Now, and not at the end, is the time to say that it cannot be written.
  closeSync(openSync(file, 'a'));
  return {
    take: () => undefined,
    end(model) {
      writeFileSync(file, renderPage({ live: false, title: 'Messages', labels: {}, otlp: model.toOtlp() }).html);
      return `Saved ${file}: a browser shows it.`;
    },
  };
}
