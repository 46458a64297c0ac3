/** Tracing, as an application sets it up. Imported before everything that loads the AWS SDK: see main.ts. */
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { SqsInstrumentation } from '../../src';
import { readOptions } from './options';

// The SDK announces the end of its support for Node.js 20, in the middle of the output.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

export const options = readOptions();

/** What the waterfalls are drawn from. An application exports its spans instead. */
export const memory = new InMemorySpanExporter();

const spanProcessors: SpanProcessor[] = [new SimpleSpanProcessor(memory)];
// A collector that is not there may cost the demo a moment, no more.
if (options.otlp) spanProcessors.push(new BatchSpanProcessor(new OTLPTraceExporter({ timeoutMillis: 1500 })));

const resource = defaultResource().merge(resourceFromAttributes({ 'service.name': 'order-shop' }));
export const provider = new NodeTracerProvider({ resource, spanProcessors });
provider.register();

registerInstrumentations({
  // An idle worker polls and polls: no span for a poll that brought nothing.
  instrumentations: [new SqsInstrumentation({ emptyReceives: 'drop' })],
});
