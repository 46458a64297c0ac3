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
export { type ForwardOptions, type ForwardResult, forwardMessage } from './process/forwardMessage';
export { type ProcessBatchOptions, processBatch, wrapBatchHandler } from './process/processBatch';
export { processMessage, wrapMessageHandler } from './process/processMessage';
export type { ProcessOptions } from './process/processSpan';
export type { MessageSender, SendMessageCommandClass } from './process/sendMessageCommand';
export type {
  KafkaForwardOptions,
  KafkaSender,
  RabbitForwardOptions,
  RabbitPublisher,
} from './process/transports/forwardToBroker';
export type { ForwardReason } from './process/transports/forwarding';
export { type SqsHandlerOptions, wrapSqsHandler } from './process/wrapSqsHandler';
export { extractMessageContext } from './propagation/extractMessageContext';
export { injectMessageContext } from './propagation/injectMessageContext';
export { MessageQueuePropagator } from './propagation/messageQueuePropagator';
export { Traced, type TracedDecorator, type TracedOptions, traced } from './traced';
