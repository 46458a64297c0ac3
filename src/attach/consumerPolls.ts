import type { Poll } from '../telemetry/polls';
import { safely } from '../telemetry/safely';
import { shared } from '../shared';
import { attachConsumers, isConsumerModule } from './consumerClass';
import { loadedModule } from './moduleLoader';

const known = shared('modules of consumer libraries', () => new Map<string, Promise<unknown>>());

const FRAMES = 24;
/** An application waits for its first messages no longer than this: milliseconds. */
const LIMIT = 1000;

/** The method that asks for messages, and the one that calls it: by these the class is known inside of a bundle. */
const POLLS = ['Consumer.receiveMessage', 'Consumer.poll'] as const;

/**
 * Whether the call that is being made is a receive of sqs-consumer. The module of its class is the one that is on the
 * stack, so that it is loaded already, and a second import gives what is there. This finds it where no hook did: in
 * modules that are linked before any of them runs, behind loaders that go their own way, and where there are no hooks.
 */
export function lookForConsumer(): Poll | undefined {
  const sites = callSites();
  const [receiving = -1] = [sites.findIndex((site) => nameOf(site) === POLLS[0])];
  const place = sites[receiving]?.getFileName();
  if (typeof place !== 'string') return undefined;
  if (isConsumerModule(place)) {
    const found = known.get(place) ?? attachModule(place);
    known.set(place, found);
    return { found };
  }
  return nameOf(sites[receiving + 1]) === POLLS[1] ? { found: Promise.resolve() } : undefined;
}

async function attachModule(place: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise((resolve) => {
    timer = setTimeout(resolve, LIMIT).unref();
  });
  const module = place.startsWith('file:')
    ? import(/* webpackIgnore: true */ /* @vite-ignore */ place)
    : Promise.resolve(loadedModule(place));
  // Where it cannot be imported, its messages tell that they had no span.
  const attached = module.then((exports) => void safely('attaching to sqs-consumer', attachConsumers, exports));
  await Promise.race([attached.catch(() => undefined), limit]);
  clearTimeout(timer);
}

/** As V8 has them: what a loader makes of its text, source maps say, does not matter here. */
function callSites(): NodeJS.CallSite[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  try {
    Error.prepareStackTrace = (_error, sites) => sites;
    Error.stackTraceLimit = FRAMES;
    const { stack } = new Error();
    return Array.isArray(stack) ? (stack as NodeJS.CallSite[]) : [];
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** `Consumer.receiveMessage`: the name of the class is part of the text alone. */
function nameOf(site: NodeJS.CallSite | undefined): string | undefined {
  return site === undefined ? undefined : /^(?:async )?([\w$.]+) \(/.exec(site.toString())?.[1];
}
