export { type AwsAutoInstrumentationConfigMap, getAwsAutoInstrumentations } from './instrumentations';
