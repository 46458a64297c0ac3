import type { Message, SQS } from '@aws-sdk/client-sqs';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { SqsInstrumentation, type SqsInstrumentationConfig, processMessage } from 'opentelemetry-instrumentation-sqs';

// #region hooks
export const hooks: SqsInstrumentationConfig = {
  requestHook: (span, serviceName, operationName) => {
    span.setAttribute('app.call', `${serviceName}.${operationName}`);
  },
  responseHook: (span, _serviceName, operationName, result, error) => {
    if (error !== undefined) span.setAttribute('app.failed', String((error as { Code?: string }).Code));
    else if (operationName === 'SendMessage') span.setAttribute('app.message', String(result?.['MessageId']));
  },
};
// #endregion

export function startTelemetry(): SqsInstrumentation {
  // #region start
  const instrumentation = new SqsInstrumentation(hooks);
  // #endregion
  registerInstrumentations({ instrumentations: [instrumentation] });
  return instrumentation;
}

/** One pass over the queue. */
export async function work(sqs: SQS, QueueUrl: string, handle: (message: Message) => Promise<void>): Promise<void> {
  // #region loop
  const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 });
  for (const message of Messages) {
    await processMessage(message, async () => {
      await handle(message);
      await sqs.deleteMessage({ QueueUrl, ReceiptHandle: message.ReceiptHandle });
    });
  }
  // #endregion
}
