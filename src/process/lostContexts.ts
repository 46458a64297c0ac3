import { announce } from '../diagnostics/announce';
import { hasContextManager, hiddenApiVersion } from '../diagnostics/apiGlobals';
import { shared } from '../shared';

const told = shared('lost contexts', () => ({ once: false }));

/**
 * Says once that no context manager is registered: the work of a handler then has no process span above it, and nobody
 * sees why. Where the API has several copies, that is said elsewhere.
 */
export function warnOfLostContexts(): void {
  if (told.once || hasContextManager() || hiddenApiVersion() !== undefined) return;
  told.once = true;
  announce(
    'no context manager is registered, so that spans of a handler are not below the span of its message: register the ' +
      'provider with its own register(), as new NodeTracerProvider({ ... }).register(), and not with ' +
      'trace.setGlobalTracerProvider(provider)',
  );
}
