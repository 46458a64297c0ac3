import { type Context, createContextKey } from '@opentelemetry/api';

/** One run of a waiter or of a paginator of the SDK: it makes several calls that belong together. */
export interface HelperRun {
  /** `waitUntilObjectExists`, `paginateScan` */
  readonly name: string;
  readonly id: string;
  /** A waiter asks for what may not be there yet. */
  readonly waits: boolean;
}

const HELPER_RUN = createContextKey('opentelemetry-instrumentation-sqs helper run');

export function withHelperRun(context: Context, run: HelperRun): Context {
  return context.setValue(HELPER_RUN, run);
}

/** For what a call does itself, its credentials for one: that is no call of the run. */
export function withoutHelperRun(context: Context): Context {
  return context.deleteValue(HELPER_RUN);
}

export function helperRunOf(context: Context): HelperRun | undefined {
  return context.getValue(HELPER_RUN) as HelperRun | undefined;
}
