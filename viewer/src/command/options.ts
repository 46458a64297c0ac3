import { parseArgs } from 'node:util';

export const HELP = `opentelemetry-instrumentation-sqs-viewer: see where messages went

Listens for OTLP where exporters send it by default, and shows it as a page. Needs no configuration.

Usage: npx opentelemetry-instrumentation-sqs-viewer [options]

  --port PORT       OTLP over HTTP, and the page. Default 4318.
  --grpc-port PORT  OTLP over gRPC, if @grpc/grpc-js is installed. Default 4317.
  --host HOST       Default 127.0.0.1. Others let other machines send, and read: there is no password.
  --open FILE       Shows a file: OTLP JSON, as lines (what --save and the collector's file exporter write) or as a list.
  --save FILE       Appends what comes in to a file, as OTLP JSON lines. FILE.html: one page at the end, with all of it.
  --max-spans N     How many spans are kept, the newest. Default 100000.
  --no-browser      Does not open the page. Without a terminal, it is not opened either.
  --help            This text.
  --version
`;

/** What the command is to do. */
export interface CommandOptions {
  readonly port: number;
  readonly grpcPort: number;
  readonly host: string;
  readonly open?: string | undefined;
  readonly save?: string | undefined;
  readonly maxSpans: number;
  readonly browser: boolean;
  readonly help: boolean;
  readonly version: boolean;
}

/** Something on the command line that cannot be. */
export class UsageError extends Error {}

export const MAX_PORT = 65_535;
const MAX_SPANS = 1_000_000;

/** @throws {UsageError} */
export function readOptions(args: readonly string[]): CommandOptions {
  const values = parse(args);
  return {
    port: count('port', values.port, 4318, MAX_PORT),
    grpcPort: count('grpc-port', values['grpc-port'], 4317, MAX_PORT),
    host: hostOf(values.host),
    open: values.open,
    save: values.save,
    maxSpans: count('max-spans', values['max-spans'], 100_000, MAX_SPANS) || 1,
    browser: values['no-browser'] !== true,
    help: values.help === true,
    version: values.version === true,
  };
}

/** As an address has it, too: `[::1]`. */
function hostOf(value = '127.0.0.1'): string {
  if (value.trim() === '') throw new UsageError('--host: expected a name or an address, got nothing');
  return value.replace(/^\[(.+)\]$/, '$1');
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: text,
        'grpc-port': text,
        host: text,
        open: text,
        save: text,
        'max-spans': text,
        'no-browser': flag,
        help: { ...flag, short: 'h' },
        version: flag,
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function count(name: string, value: string | undefined, otherwise: number, most: number): number {
  if (value === undefined) return otherwise;
  if (!/^\d+$/.test(value) || Number(value) > most) {
    throw new UsageError(`--${name}: expected a number from 0 to ${most}, got ${JSON.stringify(value)}`);
  }
  return Number(value);
}
