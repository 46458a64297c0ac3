'use strict';
// What the application does with its SDK: sends, receives, processes, deletes; then once more with tracing off.
const { trace } = require('@opentelemetry/api');
const { instrumentClient, processMessage } = require('opentelemetry-instrumentation-sqs');
const telemetry = require('./telemetry.cjs');

const QueueUrl = process.env.QUEUE_URL;

function newClient(sdk) {
  return new sdk.SQSClient({
    endpoint: process.env.ENDPOINT,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
}

async function receive(sdk, client, count) {
  const messages = [];
  while (messages.length < count) {
    const { Messages } = await client.send(new sdk.ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    messages.push(...(Messages ?? []));
    if (Messages === undefined) break;
  }
  return messages;
}

const describe = ({ Body, MessageAttributes = {}, Attributes = {} }) => ({
  Body,
  traceparent: MessageAttributes.traceparent?.StringValue,
  attributes: Object.keys(Attributes),
});

async function roundTrip(sdk, client) {
  await trace.getTracer('app').startActiveSpan('app', async (span) => {
    await client.send(new sdk.SendMessageCommand({ QueueUrl, MessageBody: 'single' }));
    const Entries = ['a', 'b'].map((Id) => ({ Id, MessageBody: `entry ${Id}` }));
    await client.send(new sdk.SendMessageBatchCommand({ QueueUrl, Entries }));
    span.end();
  });
  const messages = await receive(sdk, client, 3);
  for (const message of messages) {
    const { ReceiptHandle } = message;
    await processMessage(message, () => client.send(new sdk.DeleteMessageCommand({ QueueUrl, ReceiptHandle })));
  }
  return messages.map(describe);
}

/** @param {object[]} sdks the SDK, or several copies of it */
exports.run = async (...sdks) => {
  const copies = [];
  for (const sdk of sdks) {
    const client = newClient(sdk);
    copies.push({ client, messages: await roundTrip(sdk, client), spans: telemetry.takeSpans() });
  }
  telemetry.disable();
  const off = [];
  for (const [index, sdk] of sdks.entries()) {
    const messages = await roundTrip(sdk, copies[index].client);
    off.push({ messages, spans: telemetry.takeSpans() });
  }
  // Without module hooks, as in a bundle.
  const byHand = [];
  for (const sdk of sdks) {
    await instrumentClient(newClient(sdk)).send(new sdk.SendMessageCommand({ QueueUrl, MessageBody: 'by hand' }));
    byHand.push(telemetry.takeSpans());
  }
  const on = copies.map(({ messages, spans }) => ({ messages, spans }));
  const node = Number(process.versions.node.split('.')[0]);
  console.log(JSON.stringify({ node, on, off, byHand, complaints: telemetry.complaints }));
};
