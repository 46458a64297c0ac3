/**
 * A line of the matrix: one release of Node.js with one release line of OpenTelemetry.
 *
 * @typedef {object} Line
 * @property {string} name for example `24/3`
 * @property {number} node the major version
 * @property {2 | 3} openTelemetry the major version of its stable packages
 */

/** @type {readonly Line[]} 3.x needs Node.js 22.15 */
export const LINES = [
  { name: '20/2', node: 20, openTelemetry: 2 },
  { name: '22/2', node: 22, openTelemetry: 2 },
  { name: '22/3', node: 22, openTelemetry: 3 },
  { name: '24/2', node: 24, openTelemetry: 2 },
  { name: '24/3', node: 24, openTelemetry: 3 },
  { name: '26/2', node: 26, openTelemetry: 2 },
  { name: '26/3', node: 26, openTelemetry: 3 },
];

/**
 * What is installed in the place of what package.json asks for: where it is nothing, package-lock.json says it all.
 * With OpenTelemetry 3.x the AWS SDK is the newest, too.
 *
 * @param {Line} line
 * @returns {Readonly<Record<string, string>>}
 */
export function replacements({ node, openTelemetry }) {
  return { ...(node >= 22 && CONSUMER), ...(openTelemetry === 3 && { ...OPEN_TELEMETRY_3, ...AWS_SDK }) };
}

/** From 15 on it needs Node.js 22. */
const CONSUMER = { 'sqs-consumer': '15.0.3' };

/** The other clients come out on their own days: each is the newest on the day of the installation. */
const AWS_SDK = { '@aws-sdk/client-sqs': '3.1175.0' };

const OPEN_TELEMETRY_3 = {
  '@opentelemetry/api': '1.10.0',
  '@opentelemetry/auto-instrumentations-node': '0.82.0',
  '@opentelemetry/context-async-hooks': '3.1.1',
  '@opentelemetry/core': '3.1.1',
  '@opentelemetry/exporter-metrics-otlp-http': '0.301.0',
  '@opentelemetry/exporter-prometheus': '0.301.0',
  '@opentelemetry/exporter-trace-otlp-grpc': '0.301.0',
  '@opentelemetry/exporter-trace-otlp-http': '0.301.0',
  '@opentelemetry/exporter-trace-otlp-proto': '0.301.1',
  '@opentelemetry/instrumentation': '0.301.1',
  '@opentelemetry/instrumentation-amqplib': '0.71.0',
  '@opentelemetry/instrumentation-aws-lambda': '0.76.0',
  '@opentelemetry/instrumentation-aws-sdk': '0.79.0',
  '@opentelemetry/instrumentation-http': '0.301.0',
  '@opentelemetry/instrumentation-kafkajs': '0.33.0',
  '@opentelemetry/otlp-transformer': '0.301.1',
  '@opentelemetry/propagator-aws-xray': '3.0.0',
  '@opentelemetry/propagator-b3': '3.1.0',
  '@opentelemetry/resources': '3.1.1',
  '@opentelemetry/sdk-metrics': '3.1.1',
  '@opentelemetry/sdk-node': '0.301.0',
  '@opentelemetry/sdk-trace': '3.1.1',
};

/** What of OpenTelemetry 2.x is gone in 3.x; `names/` has what stands for it in the tests. */
export const STAND_INS = ['api-logs', 'sdk-trace-base', 'sdk-trace-node'];
