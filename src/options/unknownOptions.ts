import { log } from '../diagnostics/log';

/**
 * What options of `@opentelemetry/instrumentation-aws-sdk` are called here; undefined where nothing has their place.
 * @see https://github.com/open-telemetry/opentelemetry-js-contrib/tree/main/packages/instrumentation-aws-sdk
 */
const STOCK: ReadonlyMap<string, string | undefined> = new Map([
  ['preRequestHook', 'requestHook'],
  ['sqsProcessHook', 'processHook'],
  ['exceptionHook', 'responseHook'],
  ['sqsExtractContextPropagationFromPayload', undefined],
]);

/** Characters: what is longer is no option that was misspelled. */
const MAX_NAME = 64;
const MAX_WARNINGS = 16;
/** Letters that are wrong, missing or too many. */
const MAX_MISTAKES = 2;

/** A configuration passes here more than once: the constructor hands it to `setConfig`. */
const warned = new WeakSet<object>();

/** One warning for each option that does not exist, with what was probably meant. */
export function warnOfUnknownOptions(config: object, known: readonly string[]): void {
  if (warned.has(config)) return;
  warned.add(config);
  const given = Object.entries(config).filter(([name, value]) => value !== undefined && !known.includes(name));
  for (const [name] of given.slice(0, MAX_WARNINGS)) log.warn(warningOf(name, known));
}

function warningOf(name: string, known: readonly string[]): string {
  const unknown = `there is no option \`${name.slice(0, MAX_NAME)}\`, which changes nothing`;
  if (STOCK.has(name)) {
    const ours = STOCK.get(name);
    return ours === undefined ? `${unknown}: contexts in bodies are always read` : `${unknown}: it is \`${ours}\` here`;
  }
  const meant = name.length > MAX_NAME ? undefined : nearest(name, known);
  return meant === undefined ? unknown : `${unknown}: did you mean \`${meant}\`?`;
}

/** The known name that was probably meant. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const lower = name.toLowerCase();
  const [best] = known
    .map((option) => ({ option, mistakes: distance(lower, option.toLowerCase()) }))
    .filter(({ mistakes }) => mistakes <= MAX_MISTAKES)
    .toSorted((a, b) => a.mistakes - b.mistakes);
  return best?.option;
}

/** @see https://en.wikipedia.org/wiki/Levenshtein_distance */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
