import assert from 'node:assert/strict';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SFNClient, StartSyncExecutionCommand } from '@aws-sdk/client-sfn';
import { ListQueuesCommand, PurgeQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { serviceOf } from '../../src/services';
import { startMetering } from '../support/metering';
import { useWorld } from '../support/useWorld';
import { startServicesWorld } from './servicesWorld';

const credentials = { accessKeyId: 'a', secretAccessKey: 's' };

interface Answer {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

const OK: Answer = { statusCode: 200, headers: {}, body: Buffer.from('{}') };

/** Answers like the service, without a network: the hosts of AWS themselves are what is looked at. */
class Answering {
  readonly hosts: string[] = [];
  readonly #answers: Answer[];

  constructor(...answers: Answer[]) {
    this.#answers = answers;
  }

  handle(request: { readonly hostname: string }): Promise<{ response: Answer }> {
    this.hosts.push(request.hostname);
    return Promise.resolve({ response: this.#answers.shift() ?? OK });
  }
}

describe('the host and the region of a call', () => {
  const world = useWorld(startServicesWorld);

  const placeOf = (name: string) => {
    const { attributes } = world.tracing.span(name);
    return [attributes['server.address'], attributes['cloud.region'], attributes['aws.region']];
  };

  it('a host with a prefix, on the span and on the metric', async () => {
    const metering = startMetering();
    try {
      const requestHandler = new Answering();
      const client = world.own(new SFNClient({ region: 'eu-west-1', credentials, requestHandler }));
      await client.send(
        new StartSyncExecutionCommand({ stateMachineArn: 'arn:aws:states:eu-west-1:1:stateMachine:a' }),
      );
      assert.deepEqual(requestHandler.hosts, ['sync-states.eu-west-1.amazonaws.com']);
      assert.equal(placeOf('SFN.StartSyncExecution')[0], 'sync-states.eu-west-1.amazonaws.com');
      const [duration] = await metering.points('rpc.client.call.duration');
      assert.equal(duration?.attributes['server.address'], 'sync-states.eu-west-1.amazonaws.com');
    } finally {
      await metering.stop();
    }
  });

  it('a host with a prefix, only where it is worth a look at each request', () => {
    // StartLiveTail and GetLogObject have `stream-` in front.
    assert.equal(serviceOf('CloudWatchLogs').severalHosts, true);
    // Hardly anybody calls WriteGetObjectResponse, the one operation with a route in front: the others would pay for it.
    assert.notEqual(serviceOf('S3').severalHosts, true);
  });

  it('an address of IPv6, without the brackets of a URL, on the span and on the metric', async () => {
    const metering = startMetering();
    try {
      const requestHandler = new Answering();
      for (const [endpoint, host] of [
        ['http://[::1]:4566', 'http://[::1]:4566'],
        [undefined, 'http://[2001:db8::1]:4567'],
      ] as const) {
        const of = { region: 'eu-west-1', credentials, requestHandler, ...(endpoint && { endpoint }) };
        await world.own(new SQSClient(of)).send(new PurgeQueueCommand({ QueueUrl: `${host}/123456789012/orders` }));
      }
      const expected = [
        ['::1', 4566],
        ['2001:db8::1', 4567],
      ];
      const server = ({ attributes }: { readonly attributes: Record<string, unknown> }) => [
        attributes['server.address'],
        attributes['server.port'],
      ];
      assert.deepEqual(requestHandler.hosts, ['[::1]', '[2001:db8::1]']);
      assert.deepEqual(world.tracing.spans('SQS.PurgeQueue').map(server), expected);
      assert.deepEqual((await metering.points('rpc.client.call.duration')).map(server), expected);
    } finally {
      await metering.stop();
    }
  });

  it('the region of an ARN that is signed for a set of regions, or for its own', async () => {
    const requestHandler = new Answering();
    const client = world.own(new S3Client({ region: 'eu-west-1', useArnRegion: true, credentials, requestHandler }));
    const Bucket = 'arn:aws:s3-outposts:us-west-2:123456789012:outpost/op-01234567890123456/accesspoint/ap';
    await client.send(new HeadObjectCommand({ Bucket, Key: 'k' }));
    const host = 'ap-123456789012.op-01234567890123456.s3-outposts.us-west-2.amazonaws.com';
    assert.deepEqual(requestHandler.hosts, [host]);
    assert.deepEqual(placeOf('S3.HeadObject'), [host, 'us-west-2', 'us-west-2']);
  });

  it('the region of an ARN', async () => {
    const requestHandler = new Answering();
    const client = world.own(new S3Client({ region: 'eu-west-1', useArnRegion: true, credentials, requestHandler }));
    const Bucket = 'arn:aws:s3:us-west-2:123456789012:accesspoint/ap';
    await client.send(new HeadObjectCommand({ Bucket, Key: 'k' }));
    const host = 'ap-123456789012.s3-accesspoint.us-west-2.amazonaws.com';
    assert.deepEqual(requestHandler.hosts, [host]);
    assert.deepEqual(placeOf('S3.HeadObject'), [host, 'us-west-2', 'us-west-2']);
  });

  it('the region that a bucket is redirected to', async () => {
    const requestHandler = new Answering({
      ...OK,
      statusCode: 301,
      headers: { 'x-amz-bucket-region': 'eu-central-1' },
    });
    const client = world.own(
      new S3Client({ region: 'eu-west-1', followRegionRedirects: true, credentials, requestHandler }),
    );
    await client.send(new HeadObjectCommand({ Bucket: 'photos', Key: 'k' }));
    assert.deepEqual(requestHandler.hosts, [
      'photos.s3.eu-west-1.amazonaws.com',
      'photos.s3.eu-central-1.amazonaws.com',
    ]);
    assert.deepEqual(placeOf('S3.HeadObject'), [requestHandler.hosts[1], 'eu-central-1', 'eu-central-1']);
  });

  it('a region that its provider changes, of a function that is named without one', async () => {
    let region = 'eu-west-1';
    const requestHandler = new Answering();
    const client = world.own(new LambdaClient({ region: () => Promise.resolve(region), credentials, requestHandler }));
    const invoke = async (FunctionName: string): Promise<unknown> => {
      world.reset();
      await client.send(new InvokeCommand({ FunctionName }));
      return world.tracing.span('Lambda.Invoke').attributes['faas.invoked_region'];
    };
    assert.equal(await invoke('f'), 'eu-west-1');
    region = 'eu-north-1';
    assert.equal(await invoke('f'), 'eu-north-1');
    assert.equal(await invoke('arn:aws:lambda:eu-west-3:123456789012:function:f'), 'eu-west-3');
  });

  it('a region that its provider changes', async () => {
    let region = 'eu-west-1';
    const requestHandler = new Answering();
    const client = world.own(new SQSClient({ region: () => Promise.resolve(region), credentials, requestHandler }));
    await client.send(new ListQueuesCommand({}));
    assert.deepEqual(placeOf('SQS.ListQueues'), ['sqs.eu-west-1.amazonaws.com', 'eu-west-1', 'eu-west-1']);
    world.tracing.reset();
    region = 'eu-north-1';
    await client.send(new ListQueuesCommand({}));
    assert.deepEqual(placeOf('SQS.ListQueues'), ['sqs.eu-north-1.amazonaws.com', 'eu-north-1', 'eu-north-1']);
  });
});
