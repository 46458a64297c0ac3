import { loggerProviderOfApi } from '../diagnostics/apiGlobals';
import { safely } from './safely';

/** What a provider of OpenTelemetry exports. */
export type Signal = 'traces' | 'metrics' | 'logs';

interface Flushing {
  forceFlush(): unknown;
}

/**
 * Has providers export what they hold. One that fails costs a line of diagnostics.
 * @returns settled when all of them are done, and never rejects; undefined if none can do that
 */
export function flushProviders(given: readonly unknown[]): Promise<unknown> | undefined {
  const flushing = flushingProviders(given);
  if (flushing.length === 0) return undefined;
  return Promise.allSettled(flushing.map((provider) => safely('flushing', () => provider.forceFlush())));
}

/** Those that can flush, each once, in the place of proxies their delegates. */
export function flushingProviders(given: readonly unknown[]): readonly Flushing[] {
  const found = new Set<Flushing>();
  for (const provider of given) {
    const delegate = safely('looking at a provider', delegateOf, provider);
    if (safely('looking at a provider', isFlushing, delegate) === true) found.add(delegate as Flushing);
  }
  return [...found];
}

/**
 * The registered providers of logs. From 1.10 on, the API has them. Before, the package `@opentelemetry/api-logs` is no peer of
 * ours, and a bundle may lack it: it keeps the provider where all its copies find it.
 * @see https://github.com/open-telemetry/opentelemetry-js/blob/main/experimental/packages/api-logs/src/internal/global-utils.ts
 */
export function registeredLogs(): readonly unknown[] {
  return [loggerProviderOfApi(), safely('looking for logs', separateLogs)];
}

function separateLogs(): unknown {
  const { [LOGS]: getter } = globalThis as { [LOGS]?: unknown };
  return typeof getter === 'function' ? (getter as Getter)(LOGS_VERSION) : undefined;
}

type Getter = (version: number) => unknown;

const LOGS = Symbol.for('io.opentelemetry.js.api.logs');
const LOGS_VERSION = 1;

/** A proxy of a proxy is one too many. */
function delegateOf(provider: unknown): unknown {
  return hasMember(provider, 'getDelegate') ? (provider as { getDelegate(): unknown }).getDelegate() : provider;
}

function isFlushing(provider: unknown): provider is Flushing {
  return hasMember(provider, 'forceFlush');
}

function hasMember<Name extends string>(value: unknown, name: Name): value is Record<Name, unknown> {
  return typeof value === 'object' && value !== null && typeof (value as Record<string, unknown>)[name] === 'function';
}
