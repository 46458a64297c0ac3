// #region setup
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { initializeOtel } from 'opentelemetry-instrumentation-sqs/bootstrap';

initializeOtel({
  serviceName: 'orders-api',
  sqs: { eventBridgeDetailInjection: true },
  instrumentations: [
    new HttpInstrumentation({ ignoreIncomingRequestHook: ({ url = '' }) => url.startsWith('/health') }),
  ],
});
// #endregion
