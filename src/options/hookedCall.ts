import type { Span } from '@opentelemetry/api';
import type { Members } from '../values';

/** What a hook of this package may know of a call beside the arguments that all hooks get. One object for each call. */
export interface HookedCall {
  readonly operation: {
    /** The caller's own: it is only read. */
    readonly input: object;
    readonly kind: { readonly client: { readonly region: string | undefined; readonly version: string | undefined } };
  };
}

/** Hooks that this package makes: they get the call, too, and only when region and version of the client are known. */
const informed = new WeakSet<object>();

export type InformedRequestHook = (
  span: Span,
  serviceName: string,
  operationName: string,
  apiParams: Members,
  call?: HookedCall,
) => void;
export type InformedResponseHook = (
  span: Span,
  serviceName: string,
  operationName: string,
  result: Members | undefined,
  error?: unknown,
  call?: HookedCall,
) => void;

export function informedHook<Hook extends object>(hook: Hook): Hook {
  informed.add(hook);
  return hook;
}

export function isInformed(hook: object | undefined): boolean {
  return hook !== undefined && informed.has(hook);
}
