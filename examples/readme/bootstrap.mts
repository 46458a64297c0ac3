// #region bootstrap
import { initializeOtel, logTraceStatus } from 'opentelemetry-instrumentation-sqs/bootstrap';

initializeOtel({ serviceName: 'order-worker' });
logTraceStatus();
// #endregion
