export type { AwsAutoInstrumentationConfigMap } from './instrumentations';
export { getAwsAutoInstrumentations } from './startup';
