import { type Members, isObject } from '../../values';
import { destinationOf, isExporter, nameOf, objectsBelow } from '../../diagnostics/sdkObjects';
import { shownText } from '../../semconv/urls';
import type { ObservedExporter } from './observation';

const SUCCESS = 0;
/** Characters of what an exporter says. */
const MAX_SAID = 1024;

interface Watched {
  readonly exporter: Members;
  handed: number;
  exported: number;
  failed: number;
  error: string | undefined;
}

type Export = (spans: readonly unknown[], callback: (result: unknown) => void) => unknown;

/** Follows what exporters are given to the result that they call back with. */
export class Exporters {
  readonly #watched = new Map<object, Watched>();

  /** Spans that an exporter has, and of which it has not said what became of them. */
  get underWay(): number {
    return Math.max(
      0,
      ...[...this.#watched.values()].map(({ handed, exported, failed }) => handed - exported - failed),
    );
  }

  /** Spans that any exporter was given. */
  get handed(): number {
    return Math.max(0, ...[...this.#watched.values()].map(({ handed }) => handed));
  }

  /** Finds those that a provider or a tracer exports with. */
  watch(root: object): void {
    for (const exporter of objectsBelow(root, isExporter)) {
      if (!this.#watched.has(exporter)) this.#watched.set(exporter, wrap(exporter));
    }
  }

  observed(): ObservedExporter[] {
    return [...this.#watched.values()].map(({ exporter, handed, exported, failed, error }) => ({
      name: nameOf(exporter),
      destination: destinationOf(exporter),
      handed,
      exported,
      failed,
      error,
    }));
  }
}

/** The exporter does what it did. Its result is looked at as it passes. */
function wrap(exporter: Members): Watched {
  const watched: Watched = { exporter, handed: 0, exported: 0, failed: 0, error: undefined };
  const original = exporter['export'] as Export;
  const replacement: Export = function (this: unknown, spans, callback) {
    const count = Array.isArray(spans) ? spans.length : 0;
    watched.handed += count;
    const onResult = (result: unknown): void => {
      try {
        note(watched, count, result);
      } catch {
        // What cannot be read is handed on all the same.
        watched.failed += count;
      }
      callback(result);
    };
    return Reflect.apply(original, this, [spans, onResult]);
  };
  Object.defineProperty(exporter, 'export', {
    value: replacement,
    configurable: true,
    enumerable: false,
    writable: true,
  });
  return watched;
}

function note(watched: Watched, count: number, result: unknown): void {
  const { code, error } = isObject(result) ? result : {};
  if (code === SUCCESS) {
    watched.exported += count;
    return;
  }
  // Others print the URL that they failed on, with all that is in it.
  watched.error = shownText(describe(error), MAX_SAID);
  watched.failed += count;
}

/** The message of an OTLP exporter says little; the code is that of the socket or of the answer. */
function describe(error: unknown): string {
  if (!isObject(error)) return typeof error === 'string' ? error : 'the export failed';
  const { code, message, errors, cause } = error;
  const [inner] = Array.isArray(errors) ? (errors as unknown[]) : [cause];
  const own = [message, code].filter((part) => (typeof part === 'string' && part !== '') || typeof part === 'number');
  const text = [...own.map(String), ...(isObject(inner) ? [describe(inner)] : [])].join(' ');
  return text === '' ? 'the export failed' : text;
}
