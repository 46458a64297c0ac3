import { PACKAGE_NAME } from '../../version';
import { moduleCache } from '../../diagnostics/moduleCache';
import { isObject, membersOf } from '../../values';
import type { Observation, ObservedClient } from './observation';

/** The module of a client, by the path of its entry. */
const CLIENT = /[\\/]node_modules[\\/]@aws-sdk[\\/](?:client-[\w-]+|lib-dynamodb)[\\/]dist-cjs[\\/]index\.js$/;
/** The directory of a package. */
const PACKAGE =
  /^.*[\\/]node_modules[\\/](?:@opentelemetry[\\/][^\\/]+|@aws-sdk[\\/](?:client-[\w-]+|lib-dynamodb)|sqs-consumer)(?=[\\/])/;
const MAX_FILES = 2000;

const KEY = `Symbol(${PACKAGE_NAME}@`;

/** What copies of this package share in this process, by release: it says what they do. */
function sharedStates(): Map<string, Map<unknown, unknown>> {
  const states = new Map<string, Map<unknown, unknown>>();
  for (const symbol of Object.getOwnPropertySymbols(globalThis)) {
    const state: unknown = Reflect.get(globalThis, symbol);
    if (String(symbol).startsWith(KEY) && state instanceof Map) states.set(String(symbol).slice(KEY.length, -1), state);
  }
  return states;
}

/** What this package does in the process, as far as its copies say. */
export function ourState(): Omit<Observation['ours'], 'installed'> {
  const states = sharedStates();
  const every = [...states.values()];
  return {
    versions: [...states.keys()],
    enabled: telemetries().some((telemetry) => membersOf(telemetry)['enabled'] === true),
    unattached: every.some((state) => membersOf(state.get('clients that are not attached'))['seen'] === true),
    stock: every.some((state) => membersOf(state.get('the stock instrumentation'))['met'] === true),
  };
}

/** Tracers that were handed to an instrumentation: their provider may be registered nowhere. */
export function ourTracers(): object[] {
  return telemetries().flatMap((telemetry) => {
    const { tracer } = membersOf(telemetry);
    // A method of the prototype.
    const found: unknown = typeof tracer === 'function' ? Reflect.apply(tracer, telemetry, []) : undefined;
    return isObject(found) ? [found] : [];
  });
}

function telemetries(): object[] {
  return [...sharedStates().values()].flatMap((state) => {
    const list = state.get('instrumentations');
    return Array.isArray(list) ? list.filter(isObject) : [];
  });
}

/** The client packages that are loaded, and whether this package has found their classes. */
export function clients(): ObservedClient[] {
  const states = [...sharedStates().values()];
  const cache = moduleCache();
  return Object.keys(cache)
    .filter((path) => CLIENT.test(path))
    .map((path) => {
      const exports: unknown = cache[path]?.exports;
      return {
        path,
        attached: states.some((state) => has(membersOf(state.get('client classes'))['modules'], exports)),
        early: states.some((state) => has(membersOf(state.get('modules of the SDK'))['loadedBefore'], path)),
      };
    });
}

function has(collection: unknown, value: unknown): boolean {
  if (collection instanceof Set) return collection.has(value);
  return collection instanceof WeakSet && isObject(value) && collection.has(value);
}

/** The files that are loaded: packages that matter, by their directory, and files of the application. */
export function loaded(): Pick<Observation, 'packages' | 'files'> {
  const packages = new Set<string>();
  const files: string[] = [];
  for (const path of Object.keys(moduleCache())) {
    const [directory] = PACKAGE.exec(path) ?? [];
    if (directory !== undefined) packages.add(directory);
    else if (!path.includes('node_modules') && files.length < MAX_FILES) files.push(path);
  }
  return { packages: [...packages], files };
}

/** A propagated field that a filter policy names, as calls of the application have shown it. */
export function filteredField(): string | undefined {
  const fields = [...sharedStates().values()].map((state) => membersOf(state.get('filter policies'))['field']);
  return fields.find((field) => typeof field === 'string');
}
