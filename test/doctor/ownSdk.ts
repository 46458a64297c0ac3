import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { CHILD_ENV, DOCTOR, PATIENTLY } from '../bootstrap/children';
import { AppDirectory } from '../packaging/appDirectory';
import { copyApi } from '../support/apiCopy';
import { PROJECT_ROOT, fixture, runNode } from '../support/fixtures';

type Env = Readonly<Record<string, string>>;

/** A finding as a program gets it. */
export interface Finding {
  readonly check: string;
  readonly level: string;
  readonly message: string;
  readonly fix?: string;
}

/** All that is not well, as `level check`, and each message with its fix. */
export function complaintsOf({ findings, stderr }: { findings: readonly Finding[]; stderr: string }) {
  const wrong = findings.filter(({ level }) => level !== 'pass');
  return {
    all: JSON.stringify(findings, undefined, 2) + stderr,
    checks: wrong.map(({ level, check }) => `${level} ${check}`),
    text: wrong.map(({ message, fix = '' }) => `${message} -> ${fix}`).join('\n'),
  };
}

/** A file of the declarative configuration. @see https://opentelemetry.io/docs/specs/otel/configuration/ */
export function configurationFile(endpoint: string): string {
  return `file_format: '1.0'
resource: { attributes: [{ name: service.name, value: orders }] }
tracer_provider: { processors: [{ batch: { exporter: { otlp_http: { endpoint: '${endpoint}/v1/traces' } } } }] }
propagator: { composite: [{ tracecontext: }] }
`;
}

/** A copy of the API that says that it is older. */
export function olderApi(directory: string): string {
  return copyApi(join(directory, 'older', 'node_modules', '@opentelemetry', 'api'), '1.8.0');
}

/** The doctor, and a directory with the applications of `fixtures/doctor`. @param world what they find in their environment */
export function useDoctor(world: () => Env) {
  let app: AppDirectory;
  before(() => {
    app = new AppDirectory();
    app.link(['@aws-sdk/client-sqs', '@aws-sdk/client-sns', 'sqs-consumer', '@opentelemetry/*']);
    symlinkSync(PROJECT_ROOT, join(app.path, 'node_modules', 'opentelemetry-instrumentation-sqs'), 'dir');
    for (const file of ['tracing.cjs', 'app.cjs', 'consumer.cjs']) app.copy(fixture(`doctor/${file}`));
  });
  after(() => app.remove());
  return {
    get app(): AppDirectory {
      return app;
    },
    async examine(env: Env, command: readonly string[] = ['node', 'app.cjs'], limit: readonly string[] = PATIENTLY) {
      const { code, stdout, stderr } = await runNode(DOCTOR, {
        args: ['doctor', '--json', ...limit, '--', ...command],
        cwd: app.path,
        env: { ...CHILD_ENV, ...world(), ...env },
        timeoutMillis: 100_000,
      });
      const { version, ok, findings } = JSON.parse(stdout) as { version: number; ok: boolean; findings: Finding[] };
      assert.deepEqual([version, code], [1, ok ? 0 : 1], stderr);
      return { findings, stderr };
    },
  };
}
