import { join } from 'node:path';
import type { Collector } from '../collector';
import { WrittenProgram, type Program } from '../../modules/program';
import { type ChildResult, fixture, runNode } from '../../support/fixtures';
import { REGISTER } from '../children';

/** How a function of the tests is run. */
export interface FunctionOptions {
  /** `_HANDLER`. */
  readonly handler: string;
  readonly files: Program;
  readonly event?: unknown;
  readonly env?: Readonly<Record<string, string>>;
  /** Another Node.js than the one that runs the tests. */
  readonly node?: string;
  readonly nodeOptions?: readonly string[];
  /** The file that runs it; by default a runtime in short. */
  readonly runtime?: string;
}

/** What the runtime of the tests prints. */
export interface Invocation {
  readonly result?: unknown;
  readonly error?: string;
  readonly exported: readonly string[];
  readonly length: number;
  readonly kind: string;
}

const RUNTIME = fixture(join('lambda', 'runtime.mjs'));
const NAME = 'shop';

/** Invokes a function once, in a process as Lambda starts it. */
export async function invoke({
  handler,
  files,
  event,
  env,
  node,
  nodeOptions = [],
  runtime = RUNTIME,
}: FunctionOptions): Promise<ChildResult> {
  const program = new WrittenProgram(files, {});
  try {
    return await runNode(runtime, {
      nodeOptions,
      cwd: program.directory,
      ...(node !== undefined && { executable: node }),
      env: {
        AWS_LAMBDA_FUNCTION_NAME: NAME,
        LAMBDA_TASK_ROOT: program.directory,
        _HANDLER: handler,
        EVENT: JSON.stringify(event ?? SQS_EVENT),
        OTEL_NODE_RESOURCE_DETECTORS: 'env',
        ...env,
      },
    });
  } finally {
    program.remove();
  }
}

/** The same with `register`, and with a collector that gets what it exports. */
export function invokeTraced(collector: Pick<Collector, 'endpoint'>, options: FunctionOptions): Promise<ChildResult> {
  return invoke({
    ...options,
    nodeOptions: ['--require', REGISTER, ...(options.nodeOptions ?? [])],
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, ...options.env },
  });
}

export function sqsRecord(messageId: string): object {
  return {
    messageId,
    receiptHandle: messageId,
    body: 'x',
    attributes: { ApproximateReceiveCount: '1' },
    messageAttributes: {},
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-west-1:123456789012:orders',
    awsRegion: 'eu-west-1',
  };
}

export const SQS_EVENT = { Records: [sqsRecord('a'), sqsRecord('b')] };
