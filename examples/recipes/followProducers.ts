import { ParentBasedSampler, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace-node';
import { linkedSampler } from 'opentelemetry-instrumentation-sqs';

// #region sampler
export const sampler = linkedSampler(new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(0.1) }));
// #endregion
