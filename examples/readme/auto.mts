// #region auto
import { NodeSDK } from '@opentelemetry/sdk-node';
import { getAwsAutoInstrumentations } from 'opentelemetry-instrumentation-sqs/auto';

const instrumentations = getAwsAutoInstrumentations({
  'opentelemetry-instrumentation-sqs': { emptyReceives: 'drop' },
  '@opentelemetry/instrumentation-fs': { enabled: false },
});
const sdk = new NodeSDK({ serviceName: 'order-worker', instrumentations });
sdk.start();
process.once('beforeExit', () => void sdk.shutdown().catch(console.error));
// #endregion
