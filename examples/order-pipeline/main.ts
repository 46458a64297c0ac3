// First of all: the instrumentations have to be there before what they instrument is loaded.
import { memory, provider } from './setup';
import { renderTraces } from '../../src/waterfall/renderTraces';
import { post, startApi } from './api';
import { openCloud } from './cloud';
import { functionsOf } from './functions';
import { deliverOnce } from './lambda';
import { untraced } from './untraced';

const INTRODUCTION = `A client posts an order. The API publishes it, to an event bus and to a topic; three queues take
it to three functions: one writes a file to S3, one an item to DynamoDB, one tells a service over HTTP. It is one trace.
`;

async function main(): Promise<void> {
  const cloud = await untraced(openCloud);
  const api = await startApi(cloud);
  const { files, validations, notices } = functionsOf(cloud, `${api.url}/notifications`);
  const { sqs, queues } = cloud;

  const delivered = Promise.all([
    deliverOnce(sqs, queues.files, files),
    deliverOnce(sqs, queues.validations, validations),
    deliverOnce(sqs, queues.notices, notices),
  ]);
  await post(`${api.url}/orders`, { id: '1001', article: 'teapot' });
  await delivered;

  api.close();
  await cloud.close();
  await provider.forceFlush();
  console.log(INTRODUCTION);
  console.log(renderTraces(memory.getFinishedSpans(), { width: 100 }));
}

void main();
