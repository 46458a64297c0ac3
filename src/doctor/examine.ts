import { fallbackServiceName } from '../bootstrap/appPackage';
import type { Env } from '../bootstrap/env';
import { type Settings, resolveSettings } from '../bootstrap/settings';
import { checkApp, tellingProcesses } from './checkApp';
import { checkEnvironment, checkSwitches } from './checkEnvironment';
import { asConsequences } from './checkSpans';
import { checkInstalled } from './checkInstalled';
import type { Finding } from './finding';
import type { AppProcess } from './reports';
import { runApp } from './runApp';
import { problemsOfSetUp } from './problemsOfSetUp';
import { isObservedSdk } from './whoseSdk';

/** What there is to say without a command: of the environment, and of what is installed. */
export async function examineEnvironment(env: Env = process.env, project = process.cwd()): Promise<Finding[]> {
  const settings = withServiceOf(resolveSettings(env), undefined, project);
  return [...(await checkEnvironment(settings, env)), ...checkInstalled(settings, project)];
}

/**
 * What there is to say of an application that runs. The variables are those that its process has, which may read a file
 * of them. They say something only where this package sets up the SDK.
 */
export async function examineApp(command: readonly string[], limitMillis: number): Promise<Finding[]> {
  const run = await runApp(command, limitMillis);
  const findings = await checkApp(run);
  if (run.trouble === 'not started') return findings;
  const [first] = tellingProcesses(run);
  if (first === undefined) return [...(await examineEnvironment()), ...findings];
  const env = { ...process.env, ...first.seen.env };
  if (isObservedSdk(first)) return [...checkSwitches(resolveSettings(env), env, true), ...findings];
  const all = [...(await checkEnvironment(settingsOf(first, env), env, hasExported(first))), ...findings];
  return asConsequences([...all, ...problemsOfSetUp(first, all)]);
}

function settingsOf({ seen, told }: AppProcess, env: Env): Settings {
  const settings = withServiceOf(resolveSettings(env), seen.entry);
  const name = told?.status.serviceName;
  if (name === undefined || name === settings.service.name) return settings;
  return { ...settings, service: { name, source: settings.service.source } };
}

/** The entry is that of the application, and not the doctor's own. */
function withServiceOf(settings: Settings, entry: string | undefined, project = process.cwd()): Settings {
  if (/^(?:OTEL|AWS)_/.test(settings.service.source)) return settings;
  return { ...settings, service: fallbackServiceName(entry, project) };
}

function hasExported({ told }: AppProcess): boolean {
  const exported = told?.status.spans.exported ?? 0;
  return exported > 0 && told?.status.lastExportError === undefined;
}
