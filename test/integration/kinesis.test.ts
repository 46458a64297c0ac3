import assert from 'node:assert/strict';
import {
  DescribeStreamCommand,
  DescribeStreamConsumerCommand,
  GetRecordsCommand,
  KinesisClient,
  PutRecordCommand,
  PutRecordsCommand,
} from '@aws-sdk/client-kinesis';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { startCannedServer } from '../support/cannedServer';
import { attributesOf, startServicesWorld } from './servicesWorld';
import { useWorld } from '../support/useWorld';

const ARN = 'arn:aws:kinesis:us-east-1:123456789012:stream/clicks';

describe('Kinesis', () => {
  const server = useWorld(startCannedServer);
  const world = useWorld(startServicesWorld);
  let client: KinesisClient;

  before(() => {
    // Left to itself this client speaks HTTP/2.
    client = world.own(new KinesisClient({ ...server.clientConfig, requestHandler: new NodeHttpHandler() }));
  });

  const record = (text: string) => ({ Data: Buffer.from(text), PartitionKey: 'p' });
  const kinesisOf = (name: string) => attributesOf(world.tracing.span(name), 'aws.kinesis', 'error');

  it('a record is put into the stream that the call names, and is what the application made it', async () => {
    server.answerWith({ body: { SequenceNumber: '1', ShardId: 'shard-0' } });
    await client.send(new PutRecordCommand({ StreamName: 'clicks', ...record('a') }));
    assert.deepEqual(server.body(), { StreamName: 'clicks', Data: 'YQ==', PartitionKey: 'p' });
    assert.deepEqual(kinesisOf('Kinesis.PutRecord'), { 'aws.kinesis.stream_name': 'clicks' });
    assert.equal(world.tracing.span('Kinesis.PutRecord').kind, SpanKind.CLIENT);
  });

  it('a stream is known by its ARN, too, and by that of a consumer', async () => {
    await client.send(new DescribeStreamCommand({ StreamARN: ARN }));
    assert.deepEqual(kinesisOf('Kinesis.DescribeStream'), { 'aws.kinesis.stream_name': 'clicks' });
    await client.send(new DescribeStreamConsumerCommand({ ConsumerARN: `${ARN}/consumer/app:1700000000` }));
    assert.deepEqual(kinesisOf('Kinesis.DescribeStreamConsumer'), { 'aws.kinesis.stream_name': 'clicks' });
  });

  it('records that were not taken make the call an error', async () => {
    const refused = { ErrorCode: 'ProvisionedThroughputExceededException', ErrorMessage: 'slow down' };
    const Records = [{ SequenceNumber: '1', ShardId: 's' }, refused, refused];
    server.answerWith({ body: { FailedRecordCount: 2, Records } });
    await client.send(new PutRecordsCommand({ StreamARN: ARN, Records: [record('a'), record('b'), record('c')] }));
    const { status } = world.tracing.span('Kinesis.PutRecords');
    assert.deepEqual(status, { code: SpanStatusCode.ERROR, message: '2/3 records failed' });
    assert.deepEqual(kinesisOf('Kinesis.PutRecords'), {
      'aws.kinesis.stream_name': 'clicks',
      'aws.kinesis.record_count': 3,
      'aws.kinesis.failed_record_count': 2,
      'aws.kinesis.failure_codes': 'ProvisionedThroughputExceededException',
      'error.type': 'ProvisionedThroughputExceededException',
    });
  });

  it('no failed record is no error, and the count of none is told', async () => {
    server.answerWith({ body: { FailedRecordCount: 0, Records: [{ SequenceNumber: '1', ShardId: 's' }] } });
    await client.send(new PutRecordsCommand({ StreamName: 'clicks', Records: [record('a')] }));
    assert.equal(world.tracing.span('Kinesis.PutRecords').status.code, SpanStatusCode.UNSET);
    assert.equal(kinesisOf('Kinesis.PutRecords')['aws.kinesis.failed_record_count'], 0);
  });

  it('a read tells how many records it brought', async () => {
    server.answerWith({ body: { Records: [], MillisBehindLatest: 0 } });
    await client.send(new GetRecordsCommand({ StreamARN: ARN, ShardIterator: 'iterator' }));
    assert.deepEqual(kinesisOf('Kinesis.GetRecords'), {
      'aws.kinesis.stream_name': 'clicks',
      'aws.kinesis.record_count': 0,
    });
  });
});
