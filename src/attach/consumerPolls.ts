import type { Poll } from '../telemetry/polls';
import { safely } from '../telemetry/safely';
import { shared } from '../shared';
import { attachConsumers, isConsumerModule } from './consumerClass';
import { loadedModule } from './moduleLoader';
import { clearTimeout, setTimeout } from '../timers';

const known = shared('modules of consumer libraries', () => new Map<string, Promise<unknown>>());

/** Between the SDK's `send` and here are a dozen. */
const FRAMES = 20;
/** An application waits for its first messages no longer than this: milliseconds. */
const LIMIT = 1000;

/** The method of sqs-consumer that asks for messages, and what it always asks with. */
const RECEIVING = 'receiveMessage';
const INPUT = [
  'AttributeNames',
  'MessageAttributeNames',
  'MaxNumberOfMessages',
  'WaitTimeSeconds',
  'VisibilityTimeout',
];

/**
 * Whether the call that is being made is a receive of sqs-consumer. The module of its class is the one that is on the
 * stack, so that it is loaded already, and a second import gives what is there. This finds it where no hook did: in
 * modules that are linked before any of them runs, behind loaders that go their own way, and where there are no hooks.
 *
 * In a bundle the class cannot be reached, but it is known by how it asks.
 */
export function lookForConsumer(input: object): Poll | undefined {
  const site = callSites().find((each) => each.getFunctionName() === RECEIVING);
  const place = site?.getFileName();
  if (typeof place !== 'string') return undefined;
  if (!isConsumerModule(place)) {
    if (!INPUT.every((name) => name in input)) return undefined;
    if (!isReadable(place)) return NOTHING_TO_FIND;
  }
  const found = known.get(place) ?? attachModule(place);
  known.set(place, found);
  return { found };
}

/** The file of the class, in a package that somebody has given another name (`npm install jobs@npm:sqs-consumer`). */
const IN_A_PACKAGE = /\/node_modules\/.*\/consumer\.[cm]?js$/;

/**
 * Whether a module of another name may be read, to see whether the class is there. The exports of a CommonJS module are in
 * the cache. To import a file of the application could run it once more, where a tool has loaded it in a way of its own.
 */
function isReadable(place: string): boolean {
  return place.startsWith('file:') ? IN_A_PACKAGE.test(place) : loadedModule(place) !== undefined;
}

const NOTHING_TO_FIND: Poll = { found: Promise.resolve() };

/** Where it cannot be imported, its messages tell that they had no span. */
async function attachModule(place: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise((resolve) => {
    timer = setTimeout(resolve, LIMIT).unref();
  });
  await Promise.race([importModule(place).catch(() => undefined), limit]);
  clearTimeout(timer);
}

async function importModule(place: string): Promise<void> {
  const exports: unknown = place.startsWith('file:')
    ? await import(/* webpackIgnore: true */ /* @vite-ignore */ place)
    : loadedModule(place);
  safely('attaching to sqs-consumer', attachConsumers, exports);
}

/** As V8 has them: what a loader makes of its text, or source maps say, does not matter here. */
function callSites(): NodeJS.CallSite[] {
  const before = {
    isOwn: Object.hasOwn(Error, 'prepareStackTrace'),
    prepareStackTrace: Reflect.get(Error, 'prepareStackTrace') as unknown,
    stackTraceLimit: Error.stackTraceLimit,
  };
  try {
    Error.prepareStackTrace = (_error, sites) => sites;
    Error.stackTraceLimit = FRAMES;
    const { stack } = new Error();
    return Array.isArray(stack) ? (stack as NodeJS.CallSite[]) : [];
  } catch {
    // The intrinsics are frozen.
    return [];
  } finally {
    restore(before);
  }
}

interface StackTraces {
  readonly isOwn: boolean;
  readonly prepareStackTrace: unknown;
  readonly stackTraceLimit: number;
}

function restore({ isOwn, prepareStackTrace, stackTraceLimit }: StackTraces): void {
  try {
    // One that the application has defined stays: it may be an accessor.
    if (isOwn) Reflect.set(Error, 'prepareStackTrace', prepareStackTrace);
    else Reflect.deleteProperty(Error, 'prepareStackTrace');
    Error.stackTraceLimit = stackTraceLimit;
  } catch {
    // Nothing was changed either.
  }
}
