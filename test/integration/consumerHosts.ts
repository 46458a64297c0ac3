import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { AppDirectory } from '../packaging/appDirectory';
import { PROJECT_ROOT, fixture } from '../support/fixtures';

const PACKAGES = ['@aws-sdk/client-sqs', 'sqs-consumer', '@opentelemetry/*', 'jest', 'esbuild'];

/** An application with a worker that uses sqs-consumer, and with this package below its `node_modules`. */
export class WorkerApp {
  readonly directory = new AppDirectory();

  constructor() {
    this.directory.link(PACKAGES);
    symlinkSync(PROJECT_ROOT, join(this.directory.path, 'node_modules', 'opentelemetry-instrumentation-sqs'), 'dir');
    for (const file of ['work.cjs', 'worker.mjs', 'setup.cjs']) this.directory.copy(fixture(`consumers/${file}`));
  }

  /** @returns the file's path */
  write(file: string, source: string): string {
    return this.directory.write(file, source);
  }

  path(file: string): string {
    return join(this.directory.path, file);
  }

  /** The worker's source, for a copy in another place or with another first line. */
  get worker(): string {
    return readFileSync(this.path('worker.mjs'), 'utf8');
  }

  remove(): void {
    this.directory.remove();
  }
}

/** What the package and sqs-consumer have to say on a terminal. */
export function linesOf(output: string): string[] {
  return output.split('\n').filter((line) => /opentelemetry-instrumentation-sqs|sqs-consumer/.test(line));
}

/** Quiet, and with nothing that spans go to. */
export const WORKER_ENV = {
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  OTEL_TRACES_EXPORTER: 'console',
  OTEL_METRICS_EXPORTER: 'none',
  OTEL_LOGS_EXPORTER: 'none',
  OTEL_NODE_RESOURCE_DETECTORS: 'none',
};
