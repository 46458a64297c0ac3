export { unknownVariables, wrongVariables } from './unusableVariables';
export type { SqsInstrumentationConfig } from './config';
export { type Options, isEnabled, resolveOptions } from './resolve';
