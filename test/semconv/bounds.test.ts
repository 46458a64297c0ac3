import assert from 'node:assert/strict';
import type { Attributes } from '@opentelemetry/api';
import { setResponse } from '../../src/semconv/aws';
import { RABBITMQ, measuredAttributes } from '../../src/semconv/brokers';
import { faasProcessSpanName } from '../../src/semconv/faas';
import { httpSpanName } from '../../src/semconv/http';
import { setDestination, setMessage } from '../../src/semconv/messaging';
import { namingFromOptIn } from '../../src/semconv/naming';
import { setProcess } from '../../src/semconv/process';
import { dynamodb } from '../../src/services/dynamodb';
import { SERVICES } from '../../src/services';
import { s3 } from '../../src/services/s3';
import { Described } from '../services/describe';

const MEGABYTE = 'm'.repeat(1_000_000);
const NO_REQUEST = {
  method: undefined,
  route: undefined,
  path: undefined,
  scheme: undefined,
  host: undefined,
  userAgent: undefined,
};

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

  it('whatever anything of any service is called, and whatever codes it answers with', () => {
    const names = ['Name', 'EventBusName', 'StreamName', 'GroupName', 'FunctionName', 'stateMachineArn', 'activityArn'];
    const more = ['guardrailIdentifier', 'modelId', 'InvocationType', 'QueueName', 'QueueUrl', 'SecretId', 'topic'];
    const input = Object.fromEntries([...names, ...more].map((name) => [name, MEGABYTE]));
    const failed = [{ ErrorCode: MEGABYTE, Code: MEGABYTE, Id: '1' }];
    const output = { Failed: failed, Entries: failed, Records: failed, MessageId: MEGABYTE, SequenceNumber: MEGABYTE };
    for (const service of SERVICES) {
      for (const operation of [...Object.keys(service.operations), 'Other']) {
        const described = new Described(service, operation);
        const told = { ...described.request(input), ...described.response(output) };
        assert.ok(longest(told) <= 1028, `${service.id}.${operation}`);
      }
    }
  });

  it('whatever a message comes from, and whatever answers', () => {
    const naming = namingFromOptIn(undefined);
    const attributes: Attributes = {};
    setProcess(attributes, { deadLetterSource: MEGABYTE, forwardReason: MEGABYTE }, naming);
    setResponse(attributes, { requestId: MEGABYTE, extendedRequestId: MEGABYTE }, naming, false);
    assert.equal(longest(attributes), 1026);
    const broker = { system: RABBITMQ, destination: `${MEGABYTE}:key`, routingKey: 'key' };
    assert.ok(longest(measuredAttributes({}, broker)) <= 1026);
  });

  it('and names of spans: of events and of requests', () => {
    assert.equal(faasProcessSpanName({ name: MEGABYTE }).length, 1032);
    assert.equal(httpSpanName({ ...NO_REQUEST, method: 'GET', route: `/${MEGABYTE}` })?.length, 1028);
  });

  it('whatever an object or a table is called', () => {
    const input = { Bucket: MEGABYTE, Key: MEGABYTE, UploadId: MEGABYTE, CopySource: MEGABYTE };
    assert.ok(longest(new Described(s3, 'UploadPartCopy').request(input)) <= 4098);
    const query = { TableName: MEGABYTE, IndexName: MEGABYTE, ProjectionExpression: MEGABYTE };
    assert.ok(longest(new Described(dynamodb, 'Query').request(query)) <= 1028);
  });
});
