import * as fc from 'fast-check';
import { eachMessagePayload, rabbitMessage } from '../../process/brokers/messages';

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** Templates are copied: what is no plain data is given back by each run. */
const sqs = {
  MessageId: 'm1',
  ReceiptHandle: 'handle 1',
  Body: 'x',
  Attributes: {
    SentTimestamp: '1767225600000',
    ApproximateReceiveCount: '2',
    AWSTraceHeader: 'Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=b7ad6b7169203331;Sampled=1',
  },
  MessageAttributes: {
    traceparent: { DataType: 'String', StringValue: traceparent },
    Priority: { DataType: 'String', StringValue: 'high' },
  },
};
const record = (index: number) => ({
  messageId: `record-${index}`,
  receiptHandle: `handle ${index}`,
  body: JSON.stringify({
    Type: 'Notification',
    Message: 'x',
    MessageAttributes: { traceparent: { Type: 'String', Value: traceparent } },
  }),
  attributes: { ApproximateReceiveCount: '1', SentTimestamp: '1767225600000' },
  messageAttributes: { traceparent: { dataType: 'String', stringValue: traceparent } },
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:eu-west-1:210987654321:jobs',
  awsRegion: 'eu-west-1',
});
const event = { 'detail-type': 'order', source: 'shop', detail: { _trace: { traceparent }, a: 1 } };
const payload = eachMessagePayload({
  headers: { traceparent: Buffer.from(traceparent) },
  timestamp: '1767225600000',
  offset: '7',
});
const kafka = { topic: payload.topic, partition: payload.partition, message: payload.message };
const rabbit = rabbitMessage({ headers: { traceparent }, timestamp: 1_767_225_600 });

const MESSAGES: readonly object[] = [
  sqs,
  { Body: 'x' },
  record(1),
  { ...sqs, Body: JSON.stringify(event) },
  kafka,
  payload.message,
  rabbit,
  { any: 'thing', headers: { traceparent } },
];

export const message = fc.constantFrom(...MESSAGES);
export const batch = fc.array(message, { maxLength: 4 });

const sns = {
  EventSource: 'aws:sns',
  EventVersion: '1.0',
  EventSubscriptionArn: 'arn:aws:sns:eu-west-1:1:orders:x',
  Sns: {
    Type: 'Notification',
    MessageId: 's',
    Message: 'x',
    TopicArn: 'arn:aws:sns:eu-west-1:1:orders',
    MessageAttributes: { traceparent: { Type: 'String', Value: traceparent } },
  },
};

/** What Lambda calls a function with. */
const EVENTS: readonly unknown[] = [
  { Records: [record(1), record(2)] },
  { Records: [] },
  { Records: [sns] },
  [record(1)],
  {
    Records: [
      {
        eventSource: 'aws:kinesis',
        eventID: 'shardId-1:7',
        eventSourceARN: 'arn:aws:kinesis:eu-west-1:1:stream/clicks',
        kinesis: { data: 'eyJhIjoxfQ==', sequenceNumber: '7', partitionKey: 'p' },
      },
    ],
  },
  {
    Records: [
      {
        eventSource: 'aws:dynamodb',
        eventID: '1',
        eventName: 'INSERT',
        eventSourceARN: 'arn:aws:dynamodb:eu-west-1:1:table/t/stream/s',
        dynamodb: { SequenceNumber: '7', NewImage: {} },
      },
    ],
  },
  {
    Records: [
      { eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3: { bucket: { name: 'b' }, object: { key: 'k' } } },
    ],
  },
  {
    eventSource: 'aws:kafka',
    eventSourceArn: 'arn:aws:kafka:eu-west-1:1:cluster/c/1',
    records: {
      'orders-0': [
        {
          topic: 'orders',
          partition: 0,
          offset: 7,
          timestamp: 1,
          value: 'eA==',
          headers: [{ traceparent: [...Buffer.from(traceparent)] }],
        },
      ],
    },
  },
  {
    eventSource: 'aws:rmq',
    eventSourceArn: 'arn:aws:mq:eu-west-1:1:broker:b:1',
    rmqMessagesByQueue: { 'jobs::/': [{ basicProperties: { headers: {} }, data: 'eA==', redelivered: false }] },
  },
  event,
  { ...event, 'detail-type': 'Scheduled Event', source: 'aws.events' },
  {
    version: '2.0',
    routeKey: 'GET /',
    rawPath: '/',
    headers: { traceparent },
    requestContext: { http: { method: 'GET', path: '/' } },
  },
  { httpMethod: 'GET', path: '/', headers: null, requestContext: { stage: 'x' } },
  { any: 'thing' },
  'text',
  null,
];
export const lambdaEvent = fc.constantFrom(...EVENTS);
