// #region start
import { initializeOtel, logTraceStatus } from 'opentelemetry-instrumentation-sqs/bootstrap';

initializeOtel({ serviceName: 'orders-worker' });
logTraceStatus();
// #endregion
