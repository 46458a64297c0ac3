import { parseArgs } from 'node:util';

/** What the command line and the environment ask for. */
export interface DemoOptions {
  readonly help: boolean;
  /** Export over OTLP/HTTP, too. */
  readonly otlp: boolean;
  /** Show the polls of the workers, too. */
  readonly polls: boolean;
  /** Numbers of the parts to run, in the order of the demo; empty for all. */
  readonly parts: readonly number[];
}

export const HELP = `An order shop on SQS and SNS, and its traces as waterfalls. No AWS account, no network: the demo
starts a server of its own on this machine, and ends by itself.

Usage: npm run demo [-- options] [-- part...]

  part            run these parts only: npm run demo -- 2 6
  --polls         show the polls of the workers (SQS.ReceiveMessage), too
  --otlp          export the spans, too, to OTEL_EXPORTER_OTLP_ENDPOINT or http://localhost:4318;
                  set in the environment, OTEL_EXPORTER_OTLP_ENDPOINT is enough
  --help          this text

Colours appear on a terminal only; NO_COLOR=1 turns them off.`;

/** @throws TypeError for an option that does not exist */
export function readOptions(args: readonly string[], env: Readonly<Record<string, string | undefined>>): DemoOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      otlp: { type: 'boolean', default: false },
      polls: { type: 'boolean', default: false },
    },
  });
  const endpoint = env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] || env['OTEL_EXPORTER_OTLP_ENDPOINT'];
  return { ...values, otlp: values.otlp || Boolean(endpoint), parts: positionals.map(Number) };
}
