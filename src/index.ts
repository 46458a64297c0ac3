export { instrumentClient } from './instrumentClient';
export { SqsInstrumentation } from './instrumentation';
export type {
  DynamoDBStatementSerializer,
  IgnorePredicate,
  ProcessHook,
  PropagatePredicate,
  RequestHook,
  ResponseHook,
  SqsInstrumentationConfig,
} from './options';
export { processMessage } from './process/processMessage';
export type { ProcessOptions } from './process/processSpan';
export { extractMessageContext } from './propagation/extractMessageContext';
