import assert from 'node:assert/strict';
import { brokerAttributes, rabbitDestination } from '../../src/semconv/brokers';
import { metricAttributes } from '../../src/semconv/metricAttributes';
import { METRICS } from '../../src/semconv/metrics';
import { namingFromOptIn } from '../../src/semconv/naming';

describe('the attributes of a point', () => {
  for (const [host, bucket, expected] of [
    ['photos.s3.eu-west-1.amazonaws.com', 'photos', 's3.eu-west-1.amazonaws.com'],
    ['a.b.s3.eu-west-1.amazonaws.com', 'a.b', 's3.eu-west-1.amazonaws.com'],
    ['photos.localhost', 'photos', 'localhost'],
    ['s3.eu-west-1.amazonaws.com', 'photos', 's3.eu-west-1.amazonaws.com'],
    [
      'mine-123456789012.s3-accesspoint.eu-west-1.amazonaws.com',
      'arn:aws:s3:eu-west-1:123456789012:accesspoint/mine',
      's3-accesspoint.eu-west-1.amazonaws.com',
    ],
    ['photos.s3.dualstack.us-west-2.amazonaws.com', 'photos', 's3.dualstack.us-west-2.amazonaws.com'],
    [
      'mine-123456789012.s3-accesspoint.eusc-de-east-1.amazonaws.eu',
      'arn:aws-eusc:s3:eusc-de-east-1:123456789012:accesspoint/mine',
      's3-accesspoint.eusc-de-east-1.amazonaws.eu',
    ],
    [
      'mine-123456789012.s3-accesspoint.us-iso-east-1.c2s.ic.gov',
      'arn:aws-iso:s3:us-iso-east-1:123456789012:accesspoint:mine',
      's3-accesspoint.us-iso-east-1.c2s.ic.gov',
    ],
    ['mine-123456789012.minio', 'arn:aws:s3:us-west-2:123456789012:accesspoint/mine', 'minio'],
    [
      'mine-123456789012.op-1.minio',
      'arn:aws:s3-outposts:us-west-2:123456789012:outpost/op-1/accesspoint/mine',
      'minio',
    ],
    ['minio', 'arn:aws:s3:us-west-2:123456789012:accesspoint/mine', 'minio'],
  ] as const) {
    it(`have the host of S3 without the bucket: ${host}`, () => {
      const attributes = metricAttributes(METRICS.callDuration, { 'server.address': host, 'aws.s3.bucket': bucket });
      assert.deepEqual(attributes, { 'server.address': expected });
    });
  }

  for (const [exchange, routingKey, queue, expected] of [
    ['events', 'order.1', undefined, 'events'],
    ['events', 'order.1', 'orders', 'events'],
    ['', 'orders', undefined, 'orders'],
    ['', 'amq.gen-1', 'orders', 'orders'],
    ['', 'amq.gen-1', undefined, undefined],
    ['', 'amq.rabbitmq.reply-to.g1h2AA', undefined, undefined],
    ['', 'reply.0b4f2f1e-5a0c-4a55-9d51-0f8d0a4d8a11', undefined, undefined],
    ['orders', 'orders', undefined, 'orders'],
    ['a:b', 'c', undefined, 'a:b'],
  ] as const) {
    it(`have the exchange alone of RabbitMQ: '${exchange}', '${routingKey}'`, () => {
      for (const name of ['messaging.rabbitmq.destination.routing_key', 'rabbitmq.destination.routing_key']) {
        const facts = { system: undefined, ...rabbitDestination(exchange, routingKey, queue) };
        const attributes = metricAttributes(METRICS.processDuration, {
          ...brokerAttributes(facts, 'process', namingFromOptIn(undefined)),
          [name]: routingKey,
        });
        assert.equal(attributes['messaging.destination.name'], expected);
      }
    });
  }
});
