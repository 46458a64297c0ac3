// #region auto
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { getAwsAutoInstrumentations } from 'opentelemetry-instrumentation-sqs/auto';

registerInstrumentations({
  instrumentations: getAwsAutoInstrumentations({
    'opentelemetry-instrumentation-sqs': { emptyReceives: 'drop' },
    '@opentelemetry/instrumentation-fs': { enabled: false },
  }),
});
// #endregion
