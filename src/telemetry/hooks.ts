import type { Outcome } from '../operation/operation';
import { type Members, copyDeep, copyWith } from '../values';
import type { Call } from './call';
import { safely, watch } from './safely';

/** The input after the user's hook: a copy that the hook may have changed, or the caller's own where there is no hook. */
export function hookedInput(call: Call): object {
  const { input } = call.operation;
  if (call.options.requestHook === undefined) return input;
  return safely('requestHook', runRequestHook, call, input) ?? input;
}

function runRequestHook({ options, operation, span }: Call, input: object): object | undefined {
  const { service, name } = operation.kind;
  const deep = copyDeep(input);
  const own = deep === input ? copyWith(input, {}) : deep;
  watch('requestHook', options.requestHook?.(span, service.id, name, (own ?? { ...input }) as Members));
  return own;
}

/** Runs the user's hook for a call that has ended. */
export function runResponseHook(call: Call, outcome: Outcome): void {
  if (call.options.responseHook !== undefined) safely('responseHook', respond, call, outcome);
}

function respond({ options, operation, span }: Call, { output, error }: Outcome): unknown {
  const { service, name } = operation.kind;
  return options.responseHook?.(span, service.id, name, output as Members | undefined, error);
}
