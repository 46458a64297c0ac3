// Hooks that an application writes with the SDK installed; compiled, never run.
import type { Message, ReceiveMessageCommandOutput, SendMessageCommandInput } from '@aws-sdk/client-sqs';
import type { Span } from '@opentelemetry/api';
import type { AwsSdkInstrumentationConfig } from '@opentelemetry/instrumentation-aws-sdk';
import type { SQSRecord } from 'aws-lambda';
import {
  type AwsInstrumentationRequestInfo,
  type AwsInstrumentationResponseInfo,
  type HookedService,
  type IgnorePredicate,
  type RequestHook,
  type ResponseHook,
  SqsInstrumentation,
  fromAwsInstrumentationConfig,
  processMessage,
} from 'opentelemetry-instrumentation-sqs';

export const requestHook: RequestHook = (span, serviceName, operationName, apiParams) => {
  span.setAttribute('app.call', `${serviceName}.${operationName}`);
  if (serviceName === 'SQS' && operationName === 'SendMessage') {
    apiParams.DelaySeconds = 5;
    const queueUrl: string | undefined = apiParams.QueueUrl;
    span.setAttribute('app.queue', queueUrl ?? '');
    // @ts-expect-error: seconds are a number
    apiParams.DelaySeconds = 'soon';
  } else if (serviceName === 'SecretsManager' || operationName === 'NewOne') {
    // What is not known here is no `any`.
    // @ts-expect-error: it may be anything
    const id: string = apiParams['SecretId'];
    span.setAttribute('app.secret', id);
  }
  switch (serviceName) {
    case 'SNS':
      if (operationName === 'Publish') span.setAttribute('app.topic', apiParams.TopicArn ?? '');
      break;
    case 'S3':
      span.setAttribute('app.bucket', String(apiParams['Bucket']));
      break;
    default:
      span.setAttribute('app.service', serviceName);
  }
  apiParams['DelaySeconds'] = 5;
};
// The type of the command that it is for.
export const ofSend: RequestHook = (_span, _service, _operation, apiParams: SendMessageCommandInput) => {
  apiParams.DelaySeconds = 5;
  // @ts-expect-error: seconds are a number
  apiParams.DelaySeconds = 'soon';
};
export const responseHook: ResponseHook = (span, serviceName, operationName, result, error) => {
  if (error instanceof Error) span.setAttribute('app.error', error.name);
  if (serviceName === 'SQS' && operationName === 'ReceiveMessage') {
    const messages: Message[] = result?.Messages ?? [];
    span.setAttribute('app.messages', messages.length);
    // @ts-expect-error: no member of this response is text
    const id: string | undefined = result?.Messages;
    span.setAttribute('app.id', id ?? '');
  }
};
export const ofReceive: ResponseHook = (span, _service, _operation, result?: ReceiveMessageCommandOutput) =>
  span.setAttribute('app.messages', result?.Messages?.length ?? 0);
export const ignore: IgnorePredicate = (service, operation, apiParams) =>
  service === 'SQS' && operation === 'ReceiveMessage' && apiParams.QueueUrl?.endsWith('quiet') === true;
export const ignoreOf: IgnorePredicate = (_service, _operation, apiParams: SendMessageCommandInput) =>
  apiParams.QueueUrl === undefined;
// Nothing of it, anything of it, and a function that is declared elsewhere.
export const none: RequestHook = () => {};
// oxlint-disable-next-line typescript/no-explicit-any -- as applications write it
export const untyped: RequestHook = (_span, _service, _operation, apiParams: any) => (apiParams.DelaySeconds = 5);
function declared(span: Span, service: string, operation: string, input: SendMessageCommandInput): void {
  span.setAttribute('app.call', `${service}.${operation} ${input.QueueUrl}`);
}
export const elsewhere: RequestHook = declared;
// One that calls another.
export const both: RequestHook = (span, service, operation, apiParams) => {
  declared(span, service, operation, apiParams as SendMessageCommandInput);
  ofSend(span, service, operation, apiParams);
};
// A hook that somebody else calls.
export const passedOn = (hook: RequestHook, span: Span, service: HookedService, operation: string): unknown =>
  (hook as (...call: [Span, HookedService, string, object]) => void)(span, service, operation, {});
export const called = (hook: RequestHook, span: Span): unknown => hook(span, 'SQS', 'SendMessage', { QueueUrl: 'x' });
// @ts-expect-error: parameters are an object
export const wrong: RequestHook = (_span, _service, _operation, _apiParams: number) => {};

new SqsInstrumentation({
  requestHook: (span, service, operation) => span.setAttribute('app.call', `${service}.${operation}`),
  responseHook: (span, _service, _operation, result) => span.setAttribute('app.done', result !== undefined),
  ignore: (service, operation) => service === 'SQS' && operation === 'ReceiveMessage',
  processHook: (span, message: SQSRecord) => span.setAttribute('app.id', message.messageId),
}).disable();
new SqsInstrumentation({
  requestHook: (span: Span, _service: string, _operation: string, apiParams: Record<string, unknown>) =>
    span.setAttribute('app.params', Object.keys(apiParams).length),
  processHook: (span, message: Message) => span.setAttribute('app.id', message.MessageId ?? ''),
}).disable();
export const processed = (record: SQSRecord): string =>
  processMessage(record, ({ body }) => body, {
    processHook: (span, message: SQSRecord) => span.setAttribute('app.id', message.messageId),
  });
// @ts-expect-error: a message is an object
new SqsInstrumentation({ processHook: (_span, _message: string) => {} }).disable();

// The hooks of the stock package: a configuration of its own type, and hooks for one command.
declare const stock: AwsSdkInstrumentationConfig;
fromAwsInstrumentationConfig(stock);
fromAwsInstrumentationConfig({
  preRequestHook: (span, { request }) => {
    span.setAttribute('app.call', `${request.serviceName}.${request.commandName}`);
    request.commandInput['DelaySeconds'] = 5;
  },
  responseHook: (span, { response }) => span.setAttribute('app.id', response.requestId),
  exceptionHook: (span, _info, error) => span.setAttribute('app.error', String(error)),
});
fromAwsInstrumentationConfig({
  preRequestHook: (_span, { request }: AwsInstrumentationRequestInfo<SendMessageCommandInput>) => {
    request.commandInput.DelaySeconds = 5;
  },
  responseHook: (span, { response }: AwsInstrumentationResponseInfo<ReceiveMessageCommandOutput>) =>
    span.setAttribute('app.messages', response.data.Messages?.length ?? 0),
  // @ts-expect-error: it gets an object
  exceptionHook: (_span, _info: string) => {},
});
