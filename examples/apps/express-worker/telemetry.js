const { basename } = require('node:path');
const { ExpressInstrumentation, ExpressLayerType } = require('@opentelemetry/instrumentation-express');
const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http');
const { initializeOtel } = require('opentelemetry-instrumentation-sqs/bootstrap');

initializeOtel({
  serviceName: `orders-${basename(process.argv[1], '.js')}`,
  // The HTTP requests below AWS calls are of no interest here.
  sqs: { emptyReceives: 'drop', suppressInternalInstrumentation: true },
  instrumentations: [
    new HttpInstrumentation(),
    // The route is in the name of the request's span then; a span for each layer of Express is not wanted.
    new ExpressInstrumentation({ ignoreLayersType: Object.values(ExpressLayerType) }),
  ],
});
