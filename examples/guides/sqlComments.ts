// #region comments
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { getAwsAutoInstrumentations } from 'opentelemetry-instrumentation-sqs/auto';

export const instrumentations = getAwsAutoInstrumentations({
  '@opentelemetry/instrumentation-pg': { addSqlCommenterCommentToQueries: true },
});
registerInstrumentations({ instrumentations });
// #endregion
