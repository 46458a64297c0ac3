/** Tracing as the README sets it up in code; it can be ended by tests, whose host does not wait for spans. */
const START = `const sdk = new NodeSDK({ serviceName: 'order-worker', instrumentations: [new SqsInstrumentation()] });
sdk.start();
globalThis.endTracing = () => sdk.shutdown();
`;

/** In a program, the spans are waited for. */
const UNTIL_THE_END = "process.once('beforeExit', globalThis.endTracing);\n";

const NAMES = { '@opentelemetry/sdk-node': 'NodeSDK', 'opentelemetry-instrumentation-sqs': 'SqsInstrumentation' };

export const TRACING_ESM = `${Object.entries(NAMES)
  .map(([name, each]) => `import { ${each} } from '${name}';\n`)
  .join('')}${START}`;

export const TRACING_CJS = `${Object.entries(NAMES)
  .map(([name, each]) => `const { ${each} } = require('${name}');\n`)
  .join('')}${START}`;

export const PROGRAM_TRACING_ESM = `${TRACING_ESM}${UNTIL_THE_END}`;
export const PROGRAM_TRACING_CJS = `${TRACING_CJS}${UNTIL_THE_END}`;

/** Where no instrumentation can be made. */
export const TRACING_BY_HAND = TRACING_ESM.replace(/^import .*SqsInstrumentation.*\n/m, '').replace(
  /, instrumentations: \[.*\]/,
  '',
);
