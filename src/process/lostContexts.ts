import { announce } from '../diagnostics/announce';
import { hasContextManager } from '../diagnostics/apiGlobals';
import { hiddenSdk } from '../diagnostics/hiddenSdk';
import { shared } from '../shared';

const told = shared('lost contexts', () => ({ once: false }));

const REGISTER =
  'register the provider with its own register(), as new NodeTracerProvider({ ... }).register(), and not with ' +
  'trace.setGlobalTracerProvider(provider)';

/** Says once that no context becomes active: the work of a handler then has no process span above it. */
export function warnOfLostContexts(): void {
  if (told.once || hasContextManager()) return;
  told.once = true;
  const reason = hiddenSdk() ?? `no context manager is registered: ${REGISTER}`;
  announce(`spans of a handler are not below the span of its message: ${reason}`);
}
