/** Tracing, as an application sets it up. Imported before everything that loads the AWS SDK or node:http: see main.ts. */
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { SqsInstrumentation } from '../../src';

// The SDK announces the end of its support for Node.js 20, in the middle of the output.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

/** What the waterfall is drawn from. An application exports its spans instead. */
export const memory = new InMemorySpanExporter();
/** They are also exported where somebody says where to: `OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318`. */
const exported = process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] ? [new BatchSpanProcessor(new OTLPTraceExporter())] : [];
export const provider = new NodeTracerProvider({
  resource: resourceFromAttributes({ 'service.name': 'order-pipeline' }),
  spanProcessors: [new SimpleSpanProcessor(memory), ...exported],
});
provider.register();

/** The paths of the application; what else is requested here goes to the servers that stand in for AWS. */
const PATHS = ['/orders', '/notifications'];

registerInstrumentations({
  instrumentations: [
    new HttpInstrumentation({ ignoreIncomingRequestHook: ({ url = '' }) => !PATHS.includes(url) }),
    // Each message causes one piece of work: its span joins the trace of its producer.
    new SqsInstrumentation({ consumerRelation: 'parent', suppressInternalInstrumentation: true }),
  ],
});
