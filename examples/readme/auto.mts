// #region auto
import { NodeSDK } from '@opentelemetry/sdk-node';
import { getAwsAutoInstrumentations } from 'opentelemetry-instrumentation-sqs/auto';

const instrumentations = getAwsAutoInstrumentations({
  'opentelemetry-instrumentation-sqs': { emptyReceives: 'drop' },
  '@opentelemetry/instrumentation-fs': { enabled: false },
});
new NodeSDK({ instrumentations }).start();
// #endregion
