import { format } from 'node:util';
import { type DiagLogger, DiagLogLevel, diag } from '@opentelemetry/api';
import { hasLogger } from '../diagnostics/apiGlobals';
import { writeToStderr } from '../diagnostics/writeTo';
import { shownText } from '../semconv/urls';
import { PACKAGE_NAME } from '../version';

/** Characters of one text. */
const MAX_TEXT = 1024;

const LEVELS: ReadonlyMap<string | undefined, DiagLogLevel> = new Map([
  ['none', DiagLogLevel.NONE],
  ['error', DiagLogLevel.ERROR],
  ['warn', DiagLogLevel.WARN],
  ['info', DiagLogLevel.INFO],
  ['debug', DiagLogLevel.DEBUG],
  ['verbose', DiagLogLevel.VERBOSE],
  ['all', DiagLogLevel.ALL],
]);

/**
 * Prints diagnostics on stderr, because stdout belongs to the application. With OTEL_LOG_LEVEL it prints everything
 * from that level on. Without it, it prints the warnings of this package, each once. An existing logger stays.
 */
export function setUpLogger(logLevel: string | undefined): void {
  if (hasLogger()) return;
  const level = LEVELS.get(logLevel);
  const print =
    (name: string) =>
    (message: string, ...rest: unknown[]): void => {
      if (level !== undefined || message === PACKAGE_NAME) write(name, message, rest);
    };
  const logger: DiagLogger = {
    error: print('error'),
    warn: print('warn'),
    info: print('info'),
    debug: print('debug'),
    verbose: print('verbose'),
  };
  diag.setLogger(logger, { logLevel: level ?? DiagLogLevel.WARN, suppressOverrideMessage: true });
}

/** What other libraries say is bounded, too; an error as it is where somebody looks for its stack. */
function shown(part: unknown, level: string): unknown {
  if (part instanceof Error && level !== 'debug') return shownText(part.message, MAX_TEXT);
  return typeof part === 'string' ? shownText(part, MAX_TEXT) : part;
}

function write(level: string, message: string, rest: readonly unknown[]): void {
  writeToStderr(format(`[${level}]`, message, ...rest.map((part) => shown(part, level))));
}
