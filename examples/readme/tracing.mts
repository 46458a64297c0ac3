// #region instrumentation
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { BatchSpanProcessor, ConsoleSpanExporter } from '@opentelemetry/sdk-trace-base';
import { SqsInstrumentation } from 'opentelemetry-instrumentation-sqs';

const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(new ConsoleSpanExporter())] });
provider.register();
registerInstrumentations({ instrumentations: [new SqsInstrumentation()] });
// #endregion
