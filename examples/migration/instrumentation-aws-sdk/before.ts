import type { Message, SQS } from '@aws-sdk/client-sqs';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
// #region import
import { AwsInstrumentation } from '@opentelemetry/instrumentation-aws-sdk';
// #endregion
import type { AwsSdkInstrumentationConfig } from '@opentelemetry/instrumentation-aws-sdk';

/** Has to run before anything loads the SDK. */
export function startTelemetry() {
  // #region start
  const instrumentation = new AwsInstrumentation();
  // #endregion
  registerInstrumentations({ instrumentations: [instrumentation] });
  return instrumentation;
}

// #region options
export const options: AwsSdkInstrumentationConfig = {
  suppressInternalInstrumentation: true,
  sqsExtractContextPropagationFromPayload: true,
  dynamoDBStatementSerializer: (operation, input) => `${operation} ${String(input['KeyConditionExpression'])}`,
  preRequestHook: (span, { request }) => {
    span.setAttribute('app.call', `${request.serviceName}.${request.commandName}`);
    if (request.commandName === 'SendMessage') request.commandInput['DelaySeconds'] = 0;
  },
  responseHook: (span, { response }) => {
    span.setAttribute('app.answer', response.requestId);
  },
  exceptionHook: (span, { request }, error: Error) => {
    span.setAttribute('app.failed', `${request.commandName}: ${error.name}`);
  },
};
// #endregion

/** One pass over the queue. */
export async function work(sqs: SQS, QueueUrl: string, handle: (message: Message) => Promise<void>): Promise<void> {
  const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 });
  // #region loop
  for (const message of Messages) {
    await handle(message);
    await sqs.deleteMessage({ QueueUrl, ReceiptHandle: message.ReceiptHandle });
  }
  // #endregion
}
