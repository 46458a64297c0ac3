import { join } from 'node:path';
import { type ChildResult, fixture, runNode } from '../support/fixtures';

const BOOTSTRAP_DIRECTORY = join(__dirname, '..', '..', 'src', 'bootstrap');

/** The compiled entries under test. */
export const REGISTER = join(BOOTSTRAP_DIRECTORY, 'register.js');
const BOOTSTRAP = join(BOOTSTRAP_DIRECTORY, 'index.js');
export const AUTO = join(BOOTSTRAP_DIRECTORY, 'auto.js');
export const DOCTOR = join(BOOTSTRAP_DIRECTORY, '..', 'doctor', 'main.js');

/** What every child has in its environment: little waiting for who is not there, and no warning of the AWS SDK. */
export const CHILD_ENV = {
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  OTEL_NODE_RESOURCE_DETECTORS: 'env,host',
  OTEL_BOOTSTRAP_SHUTDOWN_TIMEOUT: '5s',
  BOOTSTRAP,
  AUTO,
};

/**
 * For a doctor that runs an application: by default it ends one after ten seconds, which a busy machine may need to load
 * it. What was not loaded by then is missing from the findings.
 */
export const PATIENTLY = ['--timeout', '60s'] as const;

/** Runs an application of `test/fixtures/bootstrap` with the register hook. */
export function runRegistered(
  file: string,
  env: Readonly<Record<string, string>>,
  preload: readonly string[] = ['--import', REGISTER],
): Promise<ChildResult> {
  return runNode(fixture(join('bootstrap', file)), { nodeOptions: preload, env: { ...CHILD_ENV, ...env } });
}

/** The warnings and errors that this package wrote to stderr. */
export function messages({ stderr }: ChildResult): string[] {
  return stderr.split('\n').filter((line) => /^\[(?:warn|error)\]/.test(line));
}
