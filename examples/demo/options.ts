import { parseArgs } from 'node:util';

/** What the command line and the environment ask for. */
export interface DemoOptions {
  readonly help: boolean;
  /** Export over OTLP/HTTP, too. */
  readonly otlp: boolean;
  /** Show the polls of the workers, too. */
  readonly polls: boolean;
  /** Show the traces in the viewer, until Ctrl-C. */
  readonly view: boolean;
  /** Where to write the traces as a page. */
  readonly html?: string | undefined;
  /** Where to write the picture of the README. */
  readonly svg?: string | undefined;
}

export const HELP = `An order shop on SQS and SNS, and its traces as waterfalls. No AWS account, no network: the demo
starts a server of its own on this machine, and ends by itself.

Usage: npm run demo [-- options]

  --polls         show the polls of the workers (SQS.ReceiveMessage), too
  --view          show the messages in the viewer, too, until Ctrl-C
  --html FILE     write the traces as a page, too, to open in a browser
  --svg FILE      write a picture of the second part, too
  --otlp          export the spans, too, to OTEL_EXPORTER_OTLP_ENDPOINT or http://localhost:4318;
                  set in the environment, OTEL_EXPORTER_OTLP_ENDPOINT is enough
  --help          this text

Colours appear on a terminal only; NO_COLOR=1 turns them off.`;

/** Ends the process for what is no option. */
export function readOptions(): DemoOptions {
  try {
    const { values } = parseArgs({
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        html: { type: 'string' },
        svg: { type: 'string' },
        otlp: { type: 'boolean', default: false },
        polls: { type: 'boolean', default: false },
        view: { type: 'boolean', default: false },
      },
    });
    const { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT } = process.env;
    return {
      ...values,
      otlp: values.otlp || Boolean(OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || OTEL_EXPORTER_OTLP_ENDPOINT),
    };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
    return process.exit(2);
  }
}
