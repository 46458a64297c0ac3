import { resolveOptions } from '../options';
import { shared } from '../shared';
import { Instrumenter } from './telemetry';

/**
 * The instrumentations of this process, the newest last: patching is global, and so is knowing for whom. Consumer
 * helpers are plain functions and take their configuration from here.
 */
const instrumenters = shared('instrumenters', (): Instrumenter[] => []);
let byDefault: Instrumenter | undefined;

export function activate(instrumenter: Instrumenter): void {
  instrumenter.enabled = true;
  if (!instrumenters.includes(instrumenter)) instrumenters.push(instrumenter);
}

export function deactivate(instrumenter: Instrumenter): void {
  instrumenter.enabled = false;
}

/** The newest instrumentation that is enabled. */
export function automaticInstrumenter(): Instrumenter | undefined {
  return instrumenters.findLast((instrumenter) => instrumenter.enabled);
}

/**
 * Who traces what the application processes: the instrumentation, or defaults where there is none (a bundled function
 * that uses `instrumentClient`, or nothing but the helpers). Undefined once the instrumentation was switched off.
 */
export function processInstrumenter(): Instrumenter | undefined {
  if (instrumenters.length === 0) return (byDefault ??= new Instrumenter(resolveOptions()));
  return automaticInstrumenter();
}
