export { type InstrumentableClient, instrumentClient } from './instrumentClient';
export { SqsInstrumentation } from './instrumentation';
export type {
  DynamoDBStatementSerializer,
  MessageSizeLimit,
  PropagatePredicate,
  SqsInstrumentationConfig,
} from './options/config';
export type { HookedService } from './options/awsCalls';
export type { ExpectedErrorsPredicate, IgnorePredicate, ProcessHook, RequestHook, ResponseHook } from './options/hooks';
export { fromAwsInstrumentationConfig } from './options/stock/fromConfig';
export type {
  AwsInstrumentationConfig,
  AwsInstrumentationRequest,
  AwsInstrumentationRequestInfo,
  AwsInstrumentationResponseInfo,
  FromAwsInstrumentationOptions,
} from './options/stock/types';
export { type ForwardOptions, type ForwardResult, forwardMessage } from './process/forward/forwardMessage';
export { injectMessageContext } from './process/injectMessageContext';
export { type ProcessBatchOptions, processBatch, wrapBatchHandler } from './process/processBatch';
export { processMessage, wrapMessageHandler } from './process/processMessage';
export type { ProcessOptions } from './process/processOptions';
export type { SendMessageCommandClass } from './process/forward/commandClasses';
export type { MessageSender } from './process/forward/sendMessageCommand';
export type { KafkaForwardOptions, RabbitForwardOptions } from './process/forward/forwardToBroker';
export type { KafkaProducer, KafkaSender } from './process/forward/publishers/kafkaSender';
export type { RabbitBasicPublisher, RabbitPublisher, RabbitSender } from './process/forward/publishers/rabbitPublisher';
export type { MessageShape, Place } from './propagation/brokers/customShape';
export type { ForwardReason, SingleMessage } from './process/forward/describeForward';
export type { HandlerOptions } from './process/lambda/handlerOptions';
export type { SqsEvent, SqsEventAttribute, SqsEventRecord } from './process/lambda/sqsEvent';
export { wrapHandler } from './process/lambda/wrapHandler';
export { type SqsHandlerOptions, wrapSqsHandler } from './process/lambda/wrapSqsHandler';
export { type ExtractOptions, extractMessageContext } from './process/extractMessageContext';
export { MessageQueuePropagator } from './propagation/messageQueuePropagator';
export {
  type LinkedSamplerOptions,
  type SamplerLike,
  type SamplingDecisionLike,
  linkedSampler,
} from './sampling/linkedSampler';
export { Traced, type TracedDecorator, type TracedOptions, type TracedResult, traced } from './traced/traced';
