import { noteHost } from '../operation/requestHost';
import { safely } from '../telemetry/safely';
import type { Middleware } from './middlewareStack';

/** Last of all: what comes before it may have put a prefix before the host, or have discovered another one. */
export const HOST_OPTIONS = {
  name: 'opentelemetrySqsHost',
  step: 'finalizeRequest',
  priority: 'low',
  tags: ['TRACING'],
  before: [],
  after: [],
  override: true,
} as const;

/** Notes the host that a request goes to, for services whose operations do not share one. */
export const hostMiddleware: Middleware = (next, context) => (args) => {
  safely('noting the host', noteHost, context, args);
  return next(args);
};
