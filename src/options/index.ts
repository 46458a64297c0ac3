export type { SqsInstrumentationConfig } from './config';
export { type Options, resolveOptions } from './resolve';
