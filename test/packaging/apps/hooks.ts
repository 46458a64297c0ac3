// Hooks that an application writes with the SDK installed; compiled, never run.
import type { Message, ReceiveMessageCommandOutput, SendMessageCommandInput } from '@aws-sdk/client-sqs';
import type { Span } from '@opentelemetry/api';
import type { SQSRecord } from 'aws-lambda';
import {
  type RequestHook,
  type ResponseHook,
  SqsInstrumentation,
  processMessage,
} from 'opentelemetry-instrumentation-sqs';

export const requestHook: RequestHook = (span, serviceName, operationName, apiParams) => {
  span.setAttribute('app.call', `${serviceName}.${operationName}`);
  if (serviceName === 'SQS' && operationName === 'SendMessage') {
    const input = apiParams as SendMessageCommandInput;
    input.DelaySeconds = 5;
    apiParams['DelaySeconds'] = 5;
  }
};
// The type of the command that it is for.
export const ofSend: RequestHook = (_span, _service, _operation, apiParams: SendMessageCommandInput) => {
  apiParams.DelaySeconds = 5;
  // @ts-expect-error: seconds are a number
  apiParams.DelaySeconds = 'soon';
};
export const responseHook: ResponseHook = (span, _service, _operation, result, error) => {
  if (error instanceof Error) span.setAttribute('app.error', error.name);
  const output = result as ReceiveMessageCommandOutput | undefined;
  span.setAttribute('app.messages', output?.Messages?.length ?? 0);
};
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
