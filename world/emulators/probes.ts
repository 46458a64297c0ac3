import {
  CreateQueueCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
  type SQSClientConfig,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
} from '@aws-sdk/client-sqs';

const TRACE = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
const attribute = (StringValue: string) => ({ DataType: 'String', StringValue });
const attributes = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`a${at}`, attribute('v')]));

interface Bench {
  readonly sqs: SQSClient;
  readonly QueueUrl: string;
}

/** What AWS does and this package depends on; true where the emulator does it too. */
const PROBES: Readonly<Record<string, (bench: Bench) => Promise<boolean>>> = {
  'refuses an eleventh message attribute': (bench) => refuses(bench, { MessageAttributes: attributes(11) }),
  'refuses an empty attribute value': (bench) => refuses(bench, { MessageAttributes: { a: attribute('') } }),
  'refuses more than 1 MiB': (bench) => refuses(bench, { MessageBody: 'x'.repeat(1_048_577) }),
  'hands out message attributes only where they are asked for': async (bench) =>
    (await through(bench, { MessageAttributes: attributes(1) }, {})).MessageAttributes === undefined,
  'keeps `AWSTraceHeader` of a message': async (bench) => {
    const MessageSystemAttributes = { AWSTraceHeader: attribute(TRACE) };
    return traceHeaderOf(await through(bench, { MessageSystemAttributes })) === TRACE;
  },
  'keeps `AWSTraceHeader` of a batch entry': async (bench) => {
    const { sqs, QueueUrl } = bench;
    const entry = { Id: '0', MessageBody: 'x', MessageSystemAttributes: { AWSTraceHeader: attribute(TRACE) } };
    await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: [entry] }));
    return traceHeaderOf(await receive(bench)) === TRACE;
  },
  'makes `AWSTraceHeader` of the header `X-Amzn-Trace-Id`': async (bench) => {
    const command = new SendMessageCommand({ QueueUrl: bench.QueueUrl, MessageBody: 'x' });
    command.middlewareStack.add(
      (next) => (args) => {
        const { headers } = args.request as { headers: Record<string, string> };
        headers['X-Amzn-Trace-Id'] = TRACE;
        return next(args);
      },
      { step: 'build' },
    );
    await bench.sqs.send(command);
    return traceHeaderOf(await receive(bench)) === TRACE;
  },
};

/** What becomes of each probe. One that ends in an error has failed. */
export async function probe(clientConfig: SQSClientConfig): Promise<Record<string, boolean>> {
  const sqs = new SQSClient({ ...clientConfig, maxAttempts: 1 });
  const found: Record<string, boolean> = {};
  for (const [index, [name, run]] of Object.entries(PROBES).entries()) {
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: `probe-${index}` }));
    found[name] = await run({ sqs, QueueUrl }).catch(() => false);
  }
  sqs.destroy();
  return found;
}

async function refuses({ sqs, QueueUrl }: Bench, input: Partial<SendMessageCommandInput>): Promise<boolean> {
  return await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', ...input })).then(
    () => false,
    () => true,
  );
}

async function through(
  bench: Bench,
  input: Partial<SendMessageCommandInput>,
  asked: object = { MessageAttributeNames: ['All'] },
): Promise<Message> {
  await bench.sqs.send(new SendMessageCommand({ QueueUrl: bench.QueueUrl, MessageBody: 'x', ...input }));
  return await receive(bench, asked);
}

async function receive({ sqs, QueueUrl }: Bench, asked: object = {}): Promise<Message> {
  const input = { QueueUrl, MessageSystemAttributeNames: ['All' as const], WaitTimeSeconds: 1, ...asked };
  const { Messages } = await sqs.send(new ReceiveMessageCommand(input));
  const [message] = Messages ?? [];
  if (message === undefined) throw new Error('no message');
  return message;
}

function traceHeaderOf({ Attributes }: Message): string | undefined {
  return Attributes?.AWSTraceHeader;
}
