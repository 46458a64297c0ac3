import assert from 'node:assert/strict';
import type { Attributes } from '@opentelemetry/api';
import { setDestination, setMessage } from '../../src/semconv/messaging';
import { namingFromOptIn } from '../../src/semconv/naming';
import { dynamodb } from '../../src/services/dynamodb';
import { s3 } from '../../src/services/s3';
import { Described } from '../services/describe';

const MEGABYTE = 'm'.repeat(1_000_000);

/** What an application may pass, and a service rejects. */
describe('attributes of bounded length', () => {
  const longest = (attributes: Attributes): number =>
    Math.max(...Object.values(attributes).map((value) => JSON.stringify(value)?.length ?? 0));

  it('256 characters of a captured message attribute', () => {
    const attributes: Attributes = {};
    setMessage(attributes, { captured: { Source: MEGABYTE } }, namingFromOptIn(undefined));
    assert.deepEqual(attributes, { 'messaging.sqs.message.source': 'm'.repeat(256) });
  });

  it('whatever a message and its destination are called', () => {
    const attributes: Attributes = {};
    setMessage(attributes, { id: MEGABYTE, groupId: MEGABYTE, deduplicationId: MEGABYTE }, namingFromOptIn(undefined));
    setDestination(attributes, { name: MEGABYTE, queueUrl: MEGABYTE, topicArn: MEGABYTE }, namingFromOptIn(undefined));
    assert.equal(longest(attributes), 1026);
  });

  it('whatever an object or a table is called', () => {
    const input = { Bucket: MEGABYTE, Key: MEGABYTE, UploadId: MEGABYTE, CopySource: MEGABYTE };
    assert.ok(longest(new Described(s3, 'UploadPartCopy').request(input)) <= 4098);
    const query = { TableName: MEGABYTE, IndexName: MEGABYTE, ProjectionExpression: MEGABYTE };
    assert.ok(longest(new Described(dynamodb, 'Query').request(query)) <= 1028);
  });
});
