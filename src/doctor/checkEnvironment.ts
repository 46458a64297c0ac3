import { accessSync, constants, statSync } from 'node:fs';
import { checkEndpoint } from '../bootstrap/connectivity/checkEndpoint';
import { hasWrongPort } from '../bootstrap/endpoint';
import { type Env, envFlag } from '../bootstrap/env';
import { switchedOffBy } from '../bootstrap/instrumentations';
import type { Settings } from '../bootstrap/settings';
import { unknownExporter } from '../bootstrap/exporters';
import { unknownPropagator } from '../bootstrap/propagators';
import { isEnabled, unknownVariables, wrongVariables } from '../options';
import { withoutCredentials } from '../semconv/urls';
import { type Finding, fail, failOf, pass, warn } from './finding';

const AUTO_INCLUDE = 'OTEL_SQS_AUTO_INCLUDE_MESSAGE_ATTRIBUTES';
const OWN_SWITCH = 'OTEL_SQS_ENABLED';

/**
 * Findings about the environment variables, and about the answer of the endpoint.
 * @param reached whether spans have arrived there: then nobody has to ask
 */
export async function checkEnvironment(settings: Settings, env: Env, reached = false): Promise<Finding[]> {
  const { configFile } = settings;
  // The file counts in the place of all other variables.
  if (configFile !== undefined) return [...checkSwitches(settings, env), checkConfigFile(configFile)];
  return [
    ...checkSwitches(settings, env),
    checkService(settings),
    ...(await checkDestination(settings, reached)),
    checkSampler(settings),
    ...checkPropagators(settings),
    ...settings.problems
      .filter(({ text }) => !text.includes('is no URL'))
      .map(({ text, fix }) => warn('environment', text, fix)),
  ];
}

/** @param ofApplication whether the application sets up its SDK: what was seen of it says then what is off */
export function checkSwitches({ disabled }: Settings, env: Env, ofApplication = false): Finding[] {
  const findings: Finding[] = [];
  if (envFlag(env, AUTO_INCLUDE) === false) {
    const fix = `unset ${AUTO_INCLUDE}, or ask for MessageAttributeNames: ['All'] in every ReceiveMessage`;
    findings.push(warn('receive', `${AUTO_INCLUDE} is off: messages may come without their trace context`, fix));
  }
  for (const { text, fix } of [...wrongVariables(env), ...unknownVariables(env)]) {
    findings.push(warn('environment', text, fix));
  }
  if (ofApplication) return findings;
  if (disabled) findings.push(fail('sdk', 'OTEL_SDK_DISABLED is set, nothing is traced', 'unset OTEL_SDK_DISABLED'));
  return [checkInstrumentation(env), ...findings];
}

/** Whether a variable switches the tracing of AWS calls off. */
export function checkInstrumentation(env: Env): Finding {
  if (!isEnabled({}, env)) {
    const text = `${OWN_SWITCH}=${String(env[OWN_SWITCH])} switches the tracing of AWS calls off`;
    return fail('instrumentation', text, `unset ${OWN_SWITCH}`);
  }
  const variable = switchedOffBy(env);
  if (variable === undefined) return pass('instrumentation', 'AWS calls are traced');
  return fail(
    'instrumentation',
    `${variable}=${String(env[variable])} switches the tracing of AWS calls off`,
    variable.includes('ENABLED') ? `add sqs to ${variable}` : `take sqs out of ${variable}`,
  );
}

function checkConfigFile(file: string): Finding {
  try {
    accessSync(file, constants.R_OK);
    if (!statSync(file).isFile()) throw new Error('it is no file');
  } catch {
    return fail('environment', `the configuration file ${file} cannot be read`, 'correct the path in OTEL_CONFIG_FILE');
  }
  return pass('environment', `${file} decides about the SDK`);
}

function checkService({ service }: Settings): Finding {
  const named = service.source.startsWith('OTEL_');
  return named
    ? pass('service', `${service.name} (${service.source})`)
    : warn('service', `${service.name} (from ${service.source})`, serviceFix(service.name));
}

/** What stands for the name of a service that has none is no name to set. */
export function serviceFix(name: string | undefined): string {
  return `set OTEL_SERVICE_NAME=${name === undefined || name.startsWith('unknown_service') ? '<name>' : name}`;
}

async function checkDestination(settings: Settings, reached: boolean): Promise<Finding[]> {
  const { endpoint, exporters, nothingChosen } = settings;
  if (exporters.length === 0) {
    return [fail('exporter', 'OTEL_TRACES_EXPORTER is none, no span is exported', 'set OTEL_TRACES_EXPORTER=otlp')];
  }
  const unknown = exporters.flatMap((name) => unknownExporter(name) ?? []);
  if (unknown.length === exporters.length) return unknown.map((problem) => failOf('exporter', problem));
  const known = exporters.filter((name) => unknownExporter(name) === undefined);
  const findings = [pass('exporter', known.join(', ')), ...unknown.map(({ text, fix }) => warn('exporter', text, fix))];
  if (!endpoint.configured && (nothingChosen || exporters.includes('otlp'))) {
    const fix =
      'set OTEL_EXPORTER_OTLP_ENDPOINT=http://<collector>:4318 (npx opentelemetry-instrumentation-sqs-viewer is one for this machine)';
    return [...findings, fail('endpoint', 'OTEL_EXPORTER_OTLP_ENDPOINT is not set', fix)];
  }
  if (!exporters.includes('otlp')) return findings;
  const { problem } = reached ? {} : await checkEndpoint(endpoint, { hold: true });
  const answers = `${withoutCredentials(endpoint.url?.href ?? endpoint.given)} takes traces over ${endpoint.protocol}`;
  if (problem === undefined) return [...findings, pass('endpoint', answers)];
  // One fault, and one fix.
  return [...findings, hasWrongPort(endpoint) ? wrongPort(endpoint) : failOf('endpoint', problem)];
}

function wrongPort({ protocol, url }: Settings['endpoint']): Finding {
  const other = protocol === 'grpc' ? 'http/protobuf' : 'grpc';
  const fix = `set OTEL_EXPORTER_OTLP_PROTOCOL=${other}, or use port ${protocol === 'grpc' ? 4317 : 4318}`;
  return fail('protocol', `port ${String(url?.port)} is not that of ${protocol}`, fix);
}

function checkSampler({ sampler, samplerRatio }: Settings): Finding {
  const name = samplerRatio === undefined ? sampler : `${sampler} (${samplerRatio})`;
  if (samplerRatio === 0 || sampler.endsWith('always_off')) {
    const fix = 'set OTEL_TRACES_SAMPLER=parentbased_traceidratio and OTEL_TRACES_SAMPLER_ARG=1';
    return fail('sampler', `${name} records no trace`, fix);
  }
  return pass('sampler', name);
}

function checkPropagators({ propagators }: Settings): Finding[] {
  const unknown = propagators.flatMap((name) => unknownPropagator(name) ?? []);
  const known = propagators.filter((name) => unknownPropagator(name) === undefined);
  const wrong = unknown.map(({ text, fix }) => warn('propagators', text, fix));
  if (known.length > 0) return [pass('propagators', known.join(', ')), ...wrong];
  if (unknown.length > 0) return unknown.map((problem) => failOf('propagators', problem));
  const fix = 'unset OTEL_PROPAGATORS, or set it to tracecontext,baggage';
  return [fail('propagators', 'OTEL_PROPAGATORS is none: producer and consumer have no trace in common', fix)];
}
