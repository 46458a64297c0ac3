import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startCollector } from '../../bootstrap/collector';
import { REGISTER } from '../../bootstrap/children';
import { fixture, runNode } from '../../support/fixtures';
import { startRuntimeApi } from './runtimeApi';

/** A release of AWS's runtime client, and a Node.js that runs it. */
export interface Client {
  readonly node: string;
  /** The script that starts it. */
  readonly script: string;
}

/** How the handler is traced: not at all, by a wrapper, or without code. */
export type Way = 'plain' | 'wrapHandler' | 'wrapSqsHandler' | 'register';

/** One invocation, as the Runtime API saw it. */
export interface Answer {
  readonly end: string;
  /** What the handler did until then. */
  readonly happened: readonly string[];
  readonly response: readonly unknown[];
  /** Of each process span that was exported until then: the message, whether it failed, and with which type. */
  readonly exported?: readonly [message: string, failed: boolean, errorType?: string][];
}

/** A process of the function, from its start to its end. */
export interface Life {
  readonly answers: readonly Answer[];
  readonly initErrors: readonly [type: string, message: string][];
  readonly code: number | null;
  readonly signal: string | null;
  /** The names of the spans that a collector got of `register`. */
  readonly collected: readonly string[];
}

const FUNCTION = fixture(join('lambda', 'runtimeFunction.cjs'));

/** Runs a handler of a style to all its ends. */
export async function runFunction({ node, script }: Client, style: string, way: Way): Promise<Life> {
  const directory = mkdtempSync(join(tmpdir(), 'lambda-runtime-'));
  const out = join(directory, 'out');
  const collector = await startCollector();
  const api = await startRuntimeApi();
  try {
    const preloads = [...(way === 'register' ? [REGISTER] : []), fixture(join('lambda', 'nativeClient.cjs'))];
    const { code, signal } = await runNode(script, {
      executable: node,
      nodeOptions: preloads.flatMap((preload) => ['--require', preload]),
      args: ['runtimeFunction.handler'],
      cwd: dirname(FUNCTION),
      env: {
        STYLE: style,
        WRAPPED: way.startsWith('wrap') ? way : '',
        OUT: out,
        AWS_LAMBDA_RUNTIME_API: api.address,
        _HANDLER: 'runtimeFunction.handler',
        LAMBDA_TASK_ROOT: dirname(FUNCTION),
        AWS_LAMBDA_FUNCTION_NAME: 'shop',
        AWS_LAMBDA_FUNCTION_VERSION: '1',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
        AWS_LAMBDA_LOG_GROUP_NAME: 'group',
        AWS_LAMBDA_LOG_STREAM_NAME: 'stream',
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
        OTEL_METRICS_EXPORTER: 'none',
        OTEL_LOGS_EXPORTER: 'none',
        OTEL_NODE_RESOURCE_DETECTORS: 'env',
      },
    });
    const lines = existsSync(out) ? readFileSync(out, 'utf8').trim().split('\n') : [];
    return {
      answers: lines.map((line) => JSON.parse(line) as Answer),
      initErrors: [...api.errors],
      code,
      signal,
      collected: collector.spans().map(({ name }) => name),
    };
  } finally {
    await api.stop();
    await collector.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}
