import assert from 'node:assert/strict';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ReceiveMessageCommand, SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
import { SqsInstrumentation } from '../../src';
import { type Answer, type CannedServer, startCannedServer } from '../support/cannedServer';
import { type Tracing, startTracing } from '../support/tracing';

// Larger ones may stand outside of the heap.
const LARGE = 512 * 1024;
const COUNT = 20;
const QueueUrl = 'http://127.0.0.1/123456789012/jobs';

/** A text that nothing else has a part of. */
function large(index: number): string {
  return Buffer.alloc(LARGE, String(index % 10)).toString('latin1');
}

/** The collector of V8, without a flag for all tests. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

describe('a large text that telemetry tells a part of', () => {
  const gc = collector();
  let server: CannedServer;
  let tracing: Tracing;
  let instrumentation: SqsInstrumentation;
  let sqs: SQSClient;
  before(async () => {
    server = await startCannedServer();
    tracing = startTracing();
    instrumentation = new SqsInstrumentation();
    sqs = new SQSClient({ ...server.clientConfig, md5: false });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
  });
  after(async () => {
    sqs.destroy();
    instrumentation.disable();
    await tracing.stop();
    await server.stop();
  });
  beforeEach(() => {
    tracing.reset();
    server.reset();
  });

  /** By how many such texts the heap has grown, with all spans still there. */
  async function grownBy(run: (index: number) => Promise<unknown>): Promise<number> {
    const used = async (): Promise<number> => {
      server.reset();
      await new Promise((resolve) => void setTimeout(resolve, 5));
      gc();
      return getHeapStatistics().used_heap_size;
    };
    const before = await used();
    for (let index = 0; index < COUNT; index++) {
      await run(index);
      server.reset();
    }
    return ((await used()) - before) / LARGE;
  }

  const SENT: Readonly<Record<string, (text: string) => object>> = {
    'a captured attribute': (text) => ({ MessageAttributes: { Source: { DataType: 'String', StringValue: text } } }),
    'a group': (text) => ({ MessageGroupId: text }),
    'a queue URL': (text) => ({ QueueUrl: `${QueueUrl}${text}` }),
    'a text with a queue URL in it': (text) => ({ QueueUrl: /http\S+/.exec(`${text} ${QueueUrl}${text[0]}`)?.[0] }),
  };
  for (const [title, inputOf] of Object.entries(SENT)) {
    it(`is not kept with its span: ${title}`, async () => {
      const grown = await grownBy((index) =>
        sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', ...inputOf(large(index)) })),
      );
      assert.equal(tracing.spans().length, COUNT);
      assert.ok(grown < COUNT / 4, `${grown.toFixed(1)} are kept`);
    });
  }

  it('is not kept with its span: an error message', async () => {
    const grown = await grownBy((index) => {
      server.answerWith({ status: 400, body: { __type: 'InvalidParameterValue', message: large(index) } });
      return assert.rejects(sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' })), { name: /./ });
    });
    assert.equal(tracing.spans().length, COUNT);
    assert.ok(grown < COUNT / 4, `${grown.toFixed(1)} are kept`);
  });

  for (const version of ['no trace context', 'a later version']) {
    it(`is not kept with its message: ${version}`, async () => {
      const grown = await grownBy((index) => {
        const id = String(index).padStart(16, '1');
        const start = version === 'a later version' ? `01-${id}${id}-${id}-01-` : '';
        server.answerWith(received(`rh-${version}-${index}`, `${start}${large(index)}`));
        return sqs.send(new ReceiveMessageCommand({ QueueUrl }));
      });
      const links = tracing.spans('SQS.ReceiveMessage').flatMap(({ links: all }) => all);
      assert.equal(links.length, version === 'a later version' ? COUNT : 0);
      assert.ok(grown < COUNT / 4, `${grown.toFixed(1)} are kept`);
    });
  }
});

function received(ReceiptHandle: string, StringValue: string): Answer {
  const MessageAttributes = { traceparent: { DataType: 'String', StringValue } };
  return { body: { Messages: [{ MessageId: ReceiptHandle, ReceiptHandle, Body: 'x', MessageAttributes }] } };
}
