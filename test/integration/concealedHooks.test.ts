import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { SqsInstrumentation, type SqsInstrumentationConfig, instrumentClient, processMessage } from '../../src';
import { startAwsServer } from '../support/awsServer';
import { captureDiagnostics } from '../support/diagnostics';
import { startTracing } from '../support/tracing';
import { useWorld } from '../support/useWorld';

const SECRET = 'canary secret-number';

/** How a function of the application quotes what it was given. */
const QUOTING: Readonly<Record<string, (given: string) => unknown>> = {
  'an error': (given) => {
    throw new Error(`cannot use ${given}`);
  },
  'a text': (given) => {
    throw given;
  },
  'JSON.parse': (given) => JSON.parse(given),
  'JSON.parse of more': (given) => JSON.parse(`[{"total": ${given}, "currency": "EUR"}]`),
  'JSON.parse, asynchronously': async (given) => JSON.parse(given),
  'JSON.parse, after the call': async (given) => {
    await setTimeout(40);
    return JSON.parse(given);
  },
  'an error that cannot be read': (given) => {
    const get = (): never => {
      throw new Error(given);
    };
    throw Object.defineProperties(new Error(given), { name: { get }, stack: { get }, message: { get } });
  },
  'an error with a cause': (given) => {
    throw new Error('wrapped', { cause: new Error(given) });
  },
};

const textOf = (value: unknown): string => (value as { readonly MessageBody?: string }).MessageBody ?? '{}';
const bodyOf = (value: unknown): string =>
  (value as { readonly Messages?: readonly { readonly Body: string }[] } | undefined)?.Messages?.[0]?.Body ?? '{}';

/** The options that are functions which see content, each with one that quotes it. */
const OPTIONS: Readonly<Record<string, (quote: (given: string) => unknown) => SqsInstrumentationConfig>> = {
  requestHook: (quote) => ({ requestHook: (_span, _service, _operation, input) => quote(textOf(input)) as undefined }),
  responseHook: (quote) => ({
    responseHook: (_span, _service, _operation, result) => quote(bodyOf(result)) as undefined,
  }),
  processHook: (quote) => ({ processHook: (_span, message) => quote((message as { Body: string }).Body) as undefined }),
  ignore: (quote) => ({ ignore: (_service, _operation, input) => quote(textOf(input)) as boolean }),
  dynamoDBStatementSerializer: (quote) => ({ dynamoDBStatementSerializer: () => quote(SECRET) as string }),
};

describe('what functions of the application throw', () => {
  const tracing = useWorld(startTracing);
  const server = useWorld(startAwsServer);
  let QueueUrl = '';
  before(async () => {
    const client = new SQSClient(server.clientConfig);
    ({ QueueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName: 'hooks' })));
    client.destroy();
  });

  /** What was said and recorded. */
  async function told(config: SqsInstrumentationConfig): Promise<{ lines: readonly string[]; spans: string }> {
    const diagnostics = captureDiagnostics();
    const client = instrumentClient(new SQSClient(server.clientConfig), config);
    const dynamo = instrumentClient(new DynamoDBClient({ ...server.clientConfig, maxAttempts: 1 }), config);
    try {
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody: SECRET }));
      const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl }));
      for (const message of Messages) processMessage(message, () => undefined, config);
      await dynamo
        .send(new PutItemCommand({ TableName: 'orders', Item: { Id: { S: SECRET } } }))
        .catch(() => undefined);
      // A function that is `async` may fail late.
      for (let waited = 0; waited < 50 && !diagnostics.lines.some((line) => line.includes('threw')); waited++)
        await setTimeout(10);
    } finally {
      client.destroy();
      dynamo.destroy();
      diagnostics.stop();
    }
    const spans = tracing.spans().map(({ attributes, events, status }) => ({ attributes, events, status }));
    return { lines: diagnostics.lines, spans: JSON.stringify(spans) };
  }

  for (const [option, configOf] of Object.entries(OPTIONS)) {
    for (const [title, quote] of Object.entries(QUOTING)) {
      it(`${option}: ${title} costs a line, which shows nothing of it`, async () => {
        const { lines, spans } = await told(configOf(quote));
        assert.ok(
          lines.some((line) => line.includes(`${option} threw`)),
          lines.join('\n'),
        );
        assert.doesNotMatch(lines.join('\n'), /canary|secret-number/);
        assert.doesNotMatch(spans, /canary|secret-number/);
      });
    }
  }

  it('a handler that cannot parse a body: its span does not show the body', async () => {
    const message = { MessageId: 'id', ReceiptHandle: 'a body that is none', Body: SECRET };
    const instrumentation = new SqsInstrumentation();
    try {
      for (const text of [SECRET, `[1, 2, {"total": ${SECRET}}, {"more": "of it"}]`]) {
        tracing.reset();
        assert.throws(() => processMessage(message, () => JSON.parse(text) as unknown), SyntaxError);
        const [{ status, events } = assert.fail('no span')] = tracing.spans();
        assert.match(status.message ?? '', /^Unexpected token '\w', \*\* is not valid JSON$/);
        assert.doesNotMatch(JSON.stringify([status, events]), /canary|secret-number/);
      }
    } finally {
      instrumentation.disable();
    }
  });
});
