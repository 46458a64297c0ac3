import { type Context, context, createContextKey } from '@opentelemetry/api';
import { type FunctionFacts, functionAttributes } from '../../semconv/faas';
import { releaseProcess } from '../../telemetry/processHold';
import { safely } from '../../telemetry/safely';
import type { Telemetry } from '../../telemetry/telemetry';
import { within } from '../../telemetry/within';
import { type Members, isObject } from '../../values';
import { telemetryOf } from '../telemetryOf';
import { beforeProcessEnds, endsWithEmptyLoop } from './emptyLoop';
import { traceEvent } from './eventTrace';
import { endWithEmptyLoop, followCallbacks, goesOn } from './followCallbacks';
import { followStream } from './followStream';
import { type HandlerOptions, flushTimeoutOf, signalsOf } from './handlerOptions';
import { holdResult } from './holdResult';
import { Invocation } from './invocation';
import {
  callerContext,
  contextIn,
  describeFunction,
  remainingTime,
  responseStreamIn,
  xRayLinks,
} from './lambdaContext';
import type { LambdaEvent } from './sources/eventSource';

/** What an event is; undefined is one that passes without a span. */
export type Describe = (event: unknown) => LambdaEvent | undefined;

/** One call of a handler that is followed. */
export interface FollowedInvocation {
  /** In which the handler runs. */
  readonly context: Context;
  /** With which it is called. */
  readonly args: unknown[];
  threw(error: unknown): void;
  /** @returns what the runtime gets in the place of a promise; undefined is: the result itself */
  returned(result: unknown): object | undefined;
}

/** Which invocation a layer further out follows. */
const FOLLOWED = createContextKey('opentelemetry-instrumentation-sqs followed invocation');

/** Error of the runtime itself, where the event loop is empty before an asynchronous handler is done. */
const NODE_EXIT = 'Runtime.NodeJsExit';
/** That of Lambda, where the process is gone. */
const PROCESS_EXIT = 'Runtime.ExitError';

/** Begins to follow an invocation; undefined where nobody listens, and where somebody follows it already. */
export function followInvocation(
  args: readonly unknown[],
  isAsync: boolean,
  options: HandlerOptions,
  describe: Describe,
): FollowedInvocation | undefined {
  const [given] = args;
  const lambda = contextIn(args);
  const key = lambda?.['awsRequestId'] ?? given;
  if (key !== undefined && followedKey() === key) return undefined;
  // The first invocation counts, also where it is not traced.
  const facts = describeFunction(lambda);
  const event = describe(given);
  const telemetry = telemetryOf(event?.records[0]);
  if (telemetry === undefined) return undefined;
  const listens = safely('looking for listeners', () => telemetry.listens()) === true;
  if (!listens && !telemetry.flushes(signalsOf(options))) return undefined;
  const ambient = context.active();
  const invocation = new Invocation({
    begin: begins(telemetry, event, options, { lambda, facts, ambient }),
    flush: () => telemetry.flush(signalsOf(options)),
    remaining: () => remainingTime(lambda),
    flushTimeout: flushTimeoutOf(options),
  });
  const active = (invocation.trace?.context ?? ambient).setValue(FOLLOWED, isObject(key) ? new WeakRef(key) : key);
  if (endsWithEmptyLoop()) {
    // An invocation before this one may have waited for an export in vain.
    releaseProcess();
    endWithEmptyLoop(invocation, isAsync ? { errorType: NODE_EXIT } : { result: undefined });
  }
  invocation.atEnd(
    beforeProcessEnds({
      idle: () => invocation.end({ errorType: PROCESS_EXIT }),
      exits: () => invocation.abort(PROCESS_EXIT),
      remaining: () => remainingTime(lambda),
    }),
  );
  const stream = responseStreamIn(args);
  return {
    context: active,
    args: stream === undefined ? followCallbacks(args, lambda, invocation) : [...args],
    threw(error) {
      // The runtime hands what was thrown to its callback, to which nothing is no error.
      invocation.end(error == null && goesOn(args, lambda) ? { result: undefined } : { error });
      invocation.release();
    },
    returned(result) {
      const held =
        stream === undefined
          ? holdResult(result, active, invocation)
          : holdResult(followStream(result, stream), active, invocation);
      if (held === undefined && !(stream === undefined && goesOn(args, lambda))) invocation.end({ result });
      return held;
    },
  };
}

/** Whatever a handler starts keeps its context, and must not keep an event of some megabytes with it. */
function followedKey(): unknown {
  const followed = context.active().getValue(FOLLOWED);
  return followed instanceof WeakRef ? followed.deref() : followed;
}

interface Around {
  readonly lambda: Members | undefined;
  readonly facts: FunctionFacts | undefined;
  readonly ambient: Context;
}

function begins(
  telemetry: Telemetry,
  event: LambdaEvent | undefined,
  options: HandlerOptions,
  { lambda, facts, ambient }: Around,
): ConstructorParameters<typeof Invocation>[0]['begin'] {
  if (event === undefined) return () => undefined;
  const surroundings = {
    attributes: facts && functionAttributes(facts, telemetry.options.naming),
    links: xRayLinks(lambda),
    name: facts?.name,
    caller: (base: Context) => callerContext(lambda, base, telemetry.options),
  };
  return (again) => {
    const once = again ? { ...event, shape: { ...event.shape, pushed: false } } : event;
    return within(ambient, () => traceEvent(telemetry, once, options, surroundings));
  };
}
