import { type Options, resolveOptions } from '../options';
import { shared } from '../shared';
import { safely } from './safely';
import { Telemetry } from './telemetry';

/**
 * The instrumentations of this process, the newest last: patches are global, and so is the answer to whose they are.
 * Consumer helpers are plain functions and take their configuration from here.
 */
const instrumentations = shared('instrumentations', (): Telemetry[] => []);
let byDefault: Telemetry | undefined;

export function activate(telemetry: Telemetry): void {
  telemetry.enabled = true;
  if (!instrumentations.includes(telemetry)) instrumentations.push(telemetry);
}

export function deactivate(telemetry: Telemetry): void {
  telemetry.enabled = false;
}

/** That of the newest instrumentation that is enabled, and of those the newest that anybody listens to. */
export function automaticTelemetry(): Telemetry | undefined {
  let newest: Telemetry | undefined;
  for (let index = instrumentations.length - 1; index >= 0; index--) {
    const telemetry = instrumentations[index];
    if (telemetry?.enabled !== true) continue;
    // Nearly always there is one, and then nobody has to be asked: this is on the path of every call.
    if (newest === undefined) newest = telemetry;
    else if (isHeard(newest)) return newest;
    else if (isHeard(telemetry)) return telemetry;
  }
  return newest;
}

/** Whether anybody listens. Providers are code of others. */
export function isHeard(telemetry: Telemetry): boolean {
  return safely('looking for listeners', () => telemetry.listens()) === true;
}

/**
 * For what the application processes: that of the instrumentation, or the defaults where there is none (a bundled
 * function that uses `instrumentClient`, or only the helpers). Undefined once the instrumentation is switched off.
 */
export function processTelemetry(): Telemetry | undefined {
  return instrumentations.length === 0 ? defaultTelemetry() : automaticTelemetry();
}

/** What is configured for messages that the application sends with a helper of ours; the defaults where nothing is. */
export function activeOptions(): Options {
  return (automaticTelemetry() ?? defaultTelemetry()).options;
}

function defaultTelemetry(): Telemetry {
  return (byDefault ??= new Telemetry(resolveOptions()));
}
