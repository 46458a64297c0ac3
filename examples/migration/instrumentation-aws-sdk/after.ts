import type { Message, SQS } from '@aws-sdk/client-sqs';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
// #region import
import { SqsInstrumentation, processMessage } from 'opentelemetry-instrumentation-sqs';
// #endregion
import type { SqsInstrumentationConfig } from 'opentelemetry-instrumentation-sqs';

/** Best before anything loads the SDK. */
export function startTelemetry() {
  // #region start
  const instrumentation = new SqsInstrumentation();
  // #endregion
  registerInstrumentations({ instrumentations: [instrumentation] });
  return instrumentation;
}

// #region options
export const options: SqsInstrumentationConfig = {
  suppressInternalInstrumentation: true,
  dynamoDBStatementSerializer: (operation, input) =>
    'KeyConditionExpression' in input ? `${operation} ${String(input.KeyConditionExpression)}` : undefined,
  requestHook: (span, service, operation, apiParams) => {
    span.setAttribute('app.call', `${service}.${operation}`);
    if (operation === 'SendMessage') apiParams['DelaySeconds'] = 0;
  },
  responseHook: (span, _service, operation, result, error) => {
    const { requestId } = (result as MetadataBearer | undefined)?.$metadata ?? {};
    if (requestId !== undefined) span.setAttribute('app.answer', requestId);
    if (error instanceof Error) span.setAttribute('app.failed', `${operation}: ${error.name}`);
  },
};
// #endregion

interface MetadataBearer {
  readonly $metadata?: { readonly requestId?: string };
}

/** One pass over the queue. */
export async function work(sqs: SQS, QueueUrl: string, handle: (message: Message) => Promise<void>): Promise<void> {
  const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 });
  // #region loop
  for (const message of Messages) {
    await processMessage(message, async () => {
      await handle(message);
      await sqs.deleteMessage({ QueueUrl, ReceiptHandle: message.ReceiptHandle });
    });
  }
  // #endregion
}
