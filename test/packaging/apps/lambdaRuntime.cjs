'use strict';
// Loads a handler as the runtime of AWS Lambda does: by the name in _HANDLER, with require or, for an ES module, import.
// https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/main/src/UserFunction.js
const { resolve } = require('node:path');

const [file, name] = process.env['_HANDLER'].split('#');

void (async () => {
  const path = resolve(process.env.LAMBDA_TASK_ROOT, file);
  const loaded = file.endsWith('.mjs') ? await import(path) : require(path);
  const eventSourceARN = 'arn:aws:sqs:us-east-1:123456789012:jobs';
  const Records = ['a', 'b'].map((body) => ({ messageId: body, body, eventSource: 'aws:sqs', eventSourceARN }));
  const result = await loaded[name]({ Records }, { awsRequestId: 'request-1', functionName: 'worker' });
  console.log(JSON.stringify({ result, spans: require('./telemetry.cjs').spanNames() }));
})();
