import { configFileOf } from '../bootstrap/configFile';
import { quoted } from '../bootstrap/problem';
import { checkInstrumentation, serviceFix } from './checkEnvironment';
import { type Finding, fail, pass, warn } from './finding';
import { PRELOAD } from './fixes';
import type { AppProcess } from './reports';
import type { AppRun } from './runApp';
import { isObservedSdk, isOfFile } from './whoseSdk';

const PROVIDER = "call the provider's own register(), or use NodeSDK, which registers all of it";
const ADD = 'add new SqsInstrumentation() to the instrumentations of your SDK, before the AWS SDK is loaded';

/**
 * What is set up.
 * @param isHidden whether a set-up may be where nobody sees it, as in a test runner's own context
 * @param trouble what may have come before the set-up
 */
export function checkSetUp({ seen, told }: AppProcess, isHidden: boolean, trouble: AppRun['trouble']): Finding[] {
  // What the bootstrap sets up is told by its variables.
  if (!isObservedSdk({ seen, told })) return [];
  const { provider, registered, ours } = seen;
  if (provider === undefined) return isHidden ? [] : [withoutProvider({ seen, told }, trouble)];
  const isUsed = seen.clients.length > 0 || seen.requests > 0;
  const by = isOfFile(seen.env) ? 'the SDK is set up by its file' : 'the application has set up its own SDK';
  const findings = [pass('tracing', `${by} (${provider.name})`)];
  findings.push(service(provider.service));
  if (!ours.enabled && !ours.installed && isUsed && !isHidden) findings.push(withoutOurs(seen.env));
  findings.push(...beside(registered, isOfFile(seen.env)));
  if (provider.samples === false && seen.spans.ended === 0) {
    const fix = 'use a sampler that samples, as OTEL_TRACES_SAMPLER=parentbased_always_on where the SDK reads it';
    findings.push(fail('sampler', `${provider.sampler ?? 'the sampler'} records no trace`, fix));
  } else if (provider.sampler !== undefined) findings.push(pass('sampler', provider.sampler));
  return findings;
}

function withoutProvider({ seen, told }: AppProcess, trouble: AppRun['trouble']): Finding {
  const { env, registered, ours } = seen;
  if (env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true') {
    return fail('sdk', 'OTEL_SDK_DISABLED is set, nothing is traced', 'unset OTEL_SDK_DISABLED');
  }
  if (ours.installed && ours.versions.length === 0) {
    const fix = 'look for its spans in the backend: the doctor sees the calls alone';
    return warn('tracing', 'its SDK is in a context of its own, as test runners have them', fix);
  }
  if (registered.metrics) {
    const fix = 'give the SDK a trace exporter or span processors, or unset OTEL_TRACES_EXPORTER=none';
    return fail('tracing', 'metrics are set up, and no provider of spans is registered', fix);
  }
  if (told !== undefined && isOfFile(env)) {
    const text = `no traces come of the configuration in ${quoted(configFileOf(env) ?? '')}`;
    return fail('tracing', text, 'see what the SDK says of it, and whether it has a tracer_provider');
  }
  const fix = `${PRELOAD}, or set up NodeSDK`;
  if (seen.clients.length === 0 && trouble === 'failed') {
    return fail('tracing', 'no SDK was registered before it ended with an error', 'mend what its own output says');
  }
  if (seen.clients.length === 0 && trouble === 'time was up') {
    const longer = `let the doctor run longer (--timeout 60s), or ${fix}`;
    return fail('tracing', 'no SDK was registered while it ran', longer);
  }
  return fail('tracing', 'no SDK is registered, nothing is traced', fix);
}

function withoutOurs(env: Readonly<Record<string, string>>): Finding {
  const bySwitch = checkInstrumentation(env);
  if (bySwitch.level === 'fail') return bySwitch;
  return fail('instrumentation', 'an SDK is set up, and SqsInstrumentation is not part of it', ADD);
}

function service(name: string | undefined): Finding {
  if (name !== undefined && !name.startsWith('unknown_service')) return pass('service', name);
  return warn('service', `${name ?? 'it has no name'} (from nothing that has a name)`, serviceFix(name));
}

function beside({ traces, contextManager, fields }: AppProcess['seen']['registered'], ofFile: boolean): Finding[] {
  if (!traces) return [];
  if (!contextManager) {
    return [fail('context', 'a provider is registered without a context manager: spans have no parents', PROVIDER)];
  }
  if (fields !== undefined && fields.length > 0) return [pass('propagators', fields.join(', '))];
  const text = 'no propagator is registered: producer and consumer have no trace in common';
  const fix = ofFile
    ? 'add propagator: { composite: [{ tracecontext: }, { baggage: }] } to the file'
    : 'unset OTEL_PROPAGATORS, or set it to tracecontext,baggage';
  return [fail('propagators', text, fix)];
}
