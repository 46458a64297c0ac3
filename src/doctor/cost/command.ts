import { parseArgs } from 'node:util';
import { type Estimate, type Workload, estimate, totalOf } from './estimate';

const USAGE = `Usage: opentelemetry-instrumentation-sqs cost [options]

Spans and bytes of the telemetry that messages leave when they are sent, received, processed and deleted:
OTLP protobuf, not compressed, without the resource. Spans of other instrumentations come on top.

  --messages 1e6              how many messages
  --batch 10                  messages that one request sends or receives, 1 to 10
  --delete-batch 10           messages that one request deletes; as --batch, if it is not given
  --detail full|standard      as the option \`detail\`
  --batch-create-spans false  as the option \`batchCreateSpans\`
  --empty-polls 0             receives that bring nothing
  --empty-receives span|drop  as the option \`emptyReceives\`
  --sampling 1                the share of traces that are kept, 0 to 1
  --json                      for programs`;

/**
 * The command `cost`.
 *
 * @returns the exit code
 * @throws TypeError if an option is not known or has a wrong value
 */
export function cost(argv: readonly string[], print: (text: string) => void): number {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      messages: { type: 'string', default: '1e6' },
      batch: { type: 'string', default: '10' },
      'delete-batch': { type: 'string' },
      detail: { type: 'string', default: 'full' },
      'batch-create-spans': { type: 'string', default: 'true' },
      'empty-polls': { type: 'string', default: '0' },
      'empty-receives': { type: 'string', default: 'span' },
      sampling: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    print(USAGE);
    return 0;
  }
  const estimates = estimate({
    messages: numberOf('messages', values.messages, 0),
    batch: wholeNumberOf('batch', values.batch, 1, 10),
    deleteBatch: wholeNumberOf('delete-batch', values['delete-batch'] ?? values.batch, 1, 10),
    detail: oneOf('detail', values.detail, ['full', 'standard']),
    batchCreateSpans: oneOf('batch-create-spans', values['batch-create-spans'], ['true', 'false']) === 'true',
    emptyPolls: numberOf('empty-polls', values['empty-polls'], 0),
    emptyReceives: oneOf('empty-receives', values['empty-receives'], ['span', 'drop']),
    sampling: numberOf('sampling', values.sampling, 0, 1),
  } satisfies Workload);
  const all = [...estimates, totalOf(estimates)];
  print(values.json ? JSON.stringify(all, undefined, 2) : all.map(lineOf).join('\n'));
  return 0;
}

function lineOf({ step, spans, bytes }: Estimate): string {
  const megabytes = (bytes / 1e6).toLocaleString('en-US', { maximumFractionDigits: 1 });
  return `${step.padEnd(16)}${spans.toLocaleString('en-US').padStart(16)} spans${megabytes.padStart(14)} MB`;
}

function numberOf(name: string, text: string, least: number, most = Infinity): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (Number.isFinite(value) && value >= least && value <= most) return value;
  const range = most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`;
  throw new TypeError(`Expected --${name} to be a number ${range}, got '${text}'`);
}

function wholeNumberOf(name: string, text: string, least: number, most: number): number {
  const value = numberOf(name, text, least, most);
  if (Number.isInteger(value)) return value;
  throw new TypeError(`Expected --${name} to be a whole number, got '${text}'`);
}

function oneOf<Value extends string>(name: string, text: string, allowed: readonly Value[]): Value {
  const value = allowed.find((each) => each === text);
  if (value !== undefined) return value;
  throw new TypeError(`Expected --${name} to be ${allowed.join(' or ')}, got '${text}'`);
}
