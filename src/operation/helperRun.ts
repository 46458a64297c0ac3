import { type Context, createContextKey } from '@opentelemetry/api';

/** One run of a waiter or of a paginator of the SDK. It makes several calls that belong together. */
export interface HelperRun {
  /** `waitUntilObjectExists`, `paginateScan` */
  readonly name: string;
  readonly id: string;
  /** True for a waiter. It asks for something that may not exist yet. */
  readonly waits: boolean;
}

const HELPER_RUN = createContextKey('opentelemetry-instrumentation-sqs helper run');

export function withHelperRun(context: Context, run: HelperRun): Context {
  return context.setValue(HELPER_RUN, run);
}

/** For the calls that a call itself makes, for example for credentials. They are not calls of the run. */
export function withoutHelperRun(context: Context): Context {
  return context.deleteValue(HELPER_RUN);
}

export function helperRunOf(context: Context): HelperRun | undefined {
  return context.getValue(HELPER_RUN) as HelperRun | undefined;
}
