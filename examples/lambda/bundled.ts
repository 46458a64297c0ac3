import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { instrumentClient, wrapHandler } from 'opentelemetry-instrumentation-sqs';

new NodeTracerProvider({
  resource: resourceFromAttributes({ 'service.name': process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? 'orders' }),
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
}).register();

const sqs = instrumentClient(new SQSClient({}));

export const handler = wrapHandler(async (event: { readonly Records: readonly { readonly body: string }[] }) => {
  for (const { body } of event.Records) {
    await sqs.send(new SendMessageCommand({ QueueUrl: process.env['QUEUE_URL'], MessageBody: body }));
  }
});
