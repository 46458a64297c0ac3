import type { Recordable } from '../diagnostics/concealed';
import type { Outcome } from '../operation/operation';
import { recordable, recordableGiven } from '../operation/recordable';
import { type InformedRequestHook, type InformedResponseHook, isInformed } from '../options/hookedCall';
import type { Members } from '../values';
import type { Call } from './call';
import { copyFor } from './hookCopy';
import { safely } from './safely';
import { safelyGiven } from './safelyGiven';

/**
 * Runs the user's hook on a copy of the input.
 * @returns what to call the next middleware with: a command of its own if the hook changed something, else the very same
 */
export function runRequestHook<T extends object>(call: Call, command: T): T {
  const { requestHook } = call.options;
  if (requestHook === undefined || !call.traced) return command;
  const { input } = call.operation;
  const changed = safely('requestHook', hookedInput, call, input, requestHook as InformedRequestHook);
  return changed === undefined ? command : withInput(command, changed);
}

/**
 * What the user's hook has to wait for: one that was written for another instrumentation expects the region and the version.
 * @returns undefined if there is nothing
 */
export function awaitedByHook({ options, operation, traced }: Call): Promise<unknown> | undefined {
  const before = isInformed(options.requestHook);
  if (!traced || !(before || isInformed(options.responseHook))) return undefined;
  const told = operation.kind.client.whenTold();
  return before ? told : undefined;
}

function hookedInput(call: Call, input: object, requestHook: InformedRequestHook): object | undefined {
  const { operation, span } = call;
  const { service, name } = operation.kind;
  const { own, isUnchanged } = copyFor(input);
  const params = (own ?? { ...input }) as Members;
  let threw = true;
  const run = (): unknown => {
    const given: unknown = isInformed(requestHook)
      ? requestHook(span, service.id, name, params, call)
      : requestHook(span, service.id, name, params);
    threw = false;
    return given;
  };
  // A hook that is `async` may fail when the call has let go of its input.
  const asked = { ...operation };
  safelyGiven('requestHook', [], run, (error) => recordable(asked, error));
  // The SDK is to have the very object of the application: some of its middleware writes there.
  return threw || isUnchanged() ? undefined : own;
}

/** Middleware of the application may look at the command: the copy is of the same class. */
function withInput<T extends object>(command: T, input: object): T {
  return Object.assign(Object.create(Object.getPrototypeOf(command) as object | null) as T, command, { input });
}

/** Runs the user's hook for a call that has ended. */
export function runResponseHook(call: Call, outcome: Outcome): void {
  const { responseHook } = call.options;
  if (responseHook === undefined) return;
  const asked = { ...call.operation };
  const tell = (error: unknown): Recordable => recordableGiven([outcome.output], error, asked);
  safelyGiven('responseHook', [], () => respond(call, outcome, responseHook as InformedResponseHook), tell);
}

function respond(call: Call, { output, error }: Outcome, hook: InformedResponseHook): unknown {
  const { operation, span } = call;
  const { service, name } = operation.kind;
  if (isInformed(hook)) return hook(span, service.id, name, output as Members | undefined, error, call);
  return hook(span, service.id, name, output as Members | undefined, error);
}
