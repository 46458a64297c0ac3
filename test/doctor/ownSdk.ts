import { join } from 'node:path';
import { copyApi } from '../support/apiCopy';

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
