import { checkEndpoint } from '../bootstrap/connectivity/checkEndpoint';
import { hasWrongPort } from '../bootstrap/endpoint';
import { type Env, envFlag } from '../bootstrap/env';
import { switchedOffBy } from '../bootstrap/instrumentations';
import type { Settings } from '../bootstrap/settings';
import { withoutCredentials } from '../semconv/urls';
import { type Finding, fail, failOf, ok, warn } from './finding';

const AUTO_INCLUDE = 'OTEL_SQS_AUTO_INCLUDE_MESSAGE_ATTRIBUTES';

/** Findings about the environment variables, and about the answer of the endpoint. */
export async function checkEnvironment(settings: Settings, env: Env): Promise<Finding[]> {
  return [
    ...checkSwitches(settings, env),
    checkService(settings),
    ...(await checkDestination(settings)),
    checkSampler(settings),
    checkPropagators(settings),
    ...settings.problems
      .filter(({ text }) => !text.includes('is no URL'))
      .map(({ text, fix }) => warn('environment', text, fix)),
  ];
}

function checkSwitches({ disabled }: Settings, env: Env): Finding[] {
  const variable = switchedOffBy(env);
  const findings: Finding[] = [];
  if (disabled) findings.push(fail('sdk', 'OTEL_SDK_DISABLED is set, nothing is traced', 'unset OTEL_SDK_DISABLED'));
  findings.push(
    variable === undefined
      ? ok('instrumentation', 'AWS calls are traced')
      : fail(
          'instrumentation',
          `${variable}=${String(env[variable])} switches the tracing of AWS calls off`,
          variable.includes('ENABLED') ? `add sqs to ${variable}` : `take sqs out of ${variable}`,
        ),
  );
  if (envFlag(env, AUTO_INCLUDE) === false) {
    const fix = `unset ${AUTO_INCLUDE}, or ask for MessageAttributeNames: ['All'] in every ReceiveMessage`;
    findings.push(warn('receive', `${AUTO_INCLUDE} is off: messages may come without their trace context`, fix));
  }
  return findings;
}

function checkService({ service }: Settings): Finding {
  const named = service.source.startsWith('OTEL_');
  return named
    ? ok('service', `${service.name} (${service.source})`)
    : warn('service', `${service.name} (from ${service.source})`, `set OTEL_SERVICE_NAME=${service.name}`);
}

async function checkDestination(settings: Settings): Promise<Finding[]> {
  const { endpoint, exporters, nothingChosen } = settings;
  if (exporters.length === 0) {
    return [fail('exporter', 'OTEL_TRACES_EXPORTER is none, no span is exported', 'set OTEL_TRACES_EXPORTER=otlp')];
  }
  const findings = [ok('exporter', exporters.join(', '))];
  if (!endpoint.configured && (nothingChosen || exporters.includes('otlp'))) {
    const fix =
      'set OTEL_EXPORTER_OTLP_ENDPOINT=http://<collector>:4318 (npx opentelemetry-instrumentation-sqs-viewer is one for this machine)';
    return [...findings, fail('endpoint', 'OTEL_EXPORTER_OTLP_ENDPOINT is not set', fix)];
  }
  if (!exporters.includes('otlp')) return findings;
  const { problem } = await checkEndpoint(endpoint, { hold: true });
  if (problem !== undefined && hasWrongPort(endpoint)) {
    const { protocol, url } = endpoint;
    const other = protocol === 'grpc' ? 'http/protobuf' : 'grpc';
    const fix = `set OTEL_EXPORTER_OTLP_PROTOCOL=${other}, or use port ${protocol === 'grpc' ? 4317 : 4318}`;
    findings.push(fail('protocol', `port ${String(url?.port)} is not that of ${protocol}`, fix));
  }
  const answers = `${withoutCredentials(endpoint.url?.href ?? endpoint.given)} takes traces over ${endpoint.protocol}`;
  return [...findings, problem === undefined ? ok('endpoint', answers) : failOf('endpoint', problem)];
}

function checkSampler({ sampler, samplerRatio }: Settings): Finding {
  const name = samplerRatio === undefined ? sampler : `${sampler} (${samplerRatio})`;
  if (samplerRatio === 0 || sampler.endsWith('always_off')) {
    const fix = 'set OTEL_TRACES_SAMPLER=parentbased_traceidratio and OTEL_TRACES_SAMPLER_ARG=1';
    return fail('sampler', `${name} records no trace`, fix);
  }
  return ok('sampler', name);
}

function checkPropagators({ propagators }: Settings): Finding {
  if (propagators.length > 0) return ok('propagators', propagators.join(', '));
  const fix = 'unset OTEL_PROPAGATORS, or set it to tracecontext,baggage';
  return fail('propagators', 'OTEL_PROPAGATORS is none: producer and consumer have no trace in common', fix);
}
