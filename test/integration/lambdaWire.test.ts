import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import {
  InvokeAsyncCommand,
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  LambdaClient,
  ListFunctionsCommand,
} from '@aws-sdk/client-lambda';
import { SpanStatusCode, context, propagation } from '@opentelemetry/api';
import { startCannedServer } from '../support/cannedServer';
import { attributesOf, startServicesWorld, traceparent } from './servicesWorld';
import { useWorld } from '../support/useWorld';

const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:resize';
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');
const decode = (header: unknown): unknown => JSON.parse(Buffer.from(String(header), 'base64').toString());

describe('Lambda, on the wire', () => {
  const server = useWorld(startCannedServer);
  const world = useWorld(startServicesWorld);
  let client: LambdaClient;

  before(() => void (client = world.own(new LambdaClient(server.clientConfig))));

  const invoke = (ClientContext?: string, FunctionName = 'resize') =>
    client.send(new InvokeCommand({ FunctionName, ...(ClientContext !== undefined && { ClientContext }) }));
  const sentContext = () => server.requests.at(-1)?.headers['x-amz-client-context'];
  const span = () => world.tracing.span('Lambda.Invoke');

  const NAMES: [string, region: string][] = [
    ['resize', 'us-east-1'],
    ['resize:live', 'us-east-1'],
    ['resize:$LATEST', 'us-east-1'],
    ['123456789012:function:resize', 'us-east-1'],
    ['123456789012:function:resize:7', 'us-east-1'],
    [ARN, 'eu-west-1'],
    [`${ARN}:live`, 'eu-west-1'],
    ['arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:resize', 'us-gov-west-1'],
    ['arn:aws-eusc:lambda:eusc-de-east-1:123456789012:function:resize', 'eusc-de-east-1'],
    ['eusc-de-east-1:123456789012:function:resize:live', 'eusc-de-east-1'],
  ];
  for (const [name, region] of NAMES) {
    it(`${name} is the function resize in ${region}`, async () => {
      await invoke(undefined, name);
      assert.deepEqual(attributesOf(span(), 'faas.'), {
        'faas.invoked_name': 'resize',
        'faas.invoked_provider': 'aws',
        'faas.invoked_region': region,
      });
    });
  }

  it('operations that invoke nothing tell of no invocation', async () => {
    server.answerWith({ body: { Functions: [] } });
    await client.send(new ListFunctionsCommand({}));
    assert.deepEqual(attributesOf(world.tracing.span('Lambda.ListFunctions'), 'faas.'), {});
  });

  it('an invocation with a response stream carries the context, its older asynchronous kind has no place for it', async () => {
    await client.send(new InvokeWithResponseStreamCommand({ FunctionName: 'resize' }));
    // Nobody reads the stream: its span waits a second for a reader who comes late.
    const found = () => world.tracing.spans('Lambda.InvokeWithResponseStream').length > 0;
    for (let tries = 0; !found() && tries < 100; tries++) await pause(50);
    const stream = world.tracing.span('Lambda.InvokeWithResponseStream');
    assert.deepEqual(decode(sentContext()), { custom: { traceparent: traceparent(stream) } });
    assert.equal(stream.attributes['faas.invoked_name'], 'resize');

    server.answerWith({ status: 202 });
    await client.send(new InvokeAsyncCommand({ FunctionName: 'resize', InvokeArgs: '{}' }));
    assert.equal(sentContext(), undefined);
    assert.equal(world.tracing.span('Lambda.InvokeAsync').attributes['faas.invoked_name'], 'resize');
  });

  it('a client context that is no JSON object, or has a trace of its own, is sent as it is', async () => {
    const own = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };
    const contexts = [
      'not base64 JSON',
      Buffer.from('{"custom":').toString('base64'),
      encode([1]),
      encode('text'),
      encode({ custom: 'text' }),
      encode({ custom: own }),
      encode({ Custom: own }),
    ];
    for (const sent of contexts) {
      await invoke(sent);
      assert.equal(sentContext(), sent);
    }
  });

  it('members of the application keep their place, `Custom` and its like included', async () => {
    await invoke(encode({ Custom: { a: 1 }, custom: null, client: {} }));
    assert.deepEqual(decode(sentContext()), {
      Custom: { a: 1 },
      custom: { traceparent: traceparent(span()) },
      client: {},
    });
  });

  it('nothing to inject leaves no client context behind', async () => {
    world.instrumentation.setConfig({ propagateMessageContext: (name) => name !== 'resize' });
    await invoke();
    assert.equal(sentContext(), undefined);
    assert.equal(world.tracing.spans('Lambda.Invoke').length, 1);
  });

  it('a client context never outgrows 3,583 bytes, and gives up baggage before the trace', async () => {
    const baggage = propagation.createBaggage({ key: { value: 'b'.repeat(400) } });
    const seen: string[] = [];
    for (let filler = 1900; filler <= 2700; filler += 1) {
      const sent = encode({ custom: { filler: 'x'.repeat(filler) } });
      if (sent.length > 3583) break;
      // Every twentieth, and all around the two points where something stops to fit.
      if (filler % 20 !== 0 && !(filler > 2180 && filler < 2230) && !(filler > 2580 && filler < 2625)) continue;
      server.reset();
      await context.with(propagation.setBaggage(context.active(), baggage), () => invoke(sent));
      const header = String(sentContext());
      assert.ok(header.length <= 3583, `${header.length} bytes`);
      const { custom } = decode(header) as { custom: Record<string, string> };
      const kept = Object.keys(custom)
        .filter((key) => key !== 'filler')
        .join();
      if (seen.at(-1) !== kept) seen.push(kept);
    }
    assert.deepEqual(seen, ['traceparent,baggage', 'traceparent', '']);
  });

  it('the error type is one only if it looks like one', async () => {
    const answer = (payload: unknown) => ({
      headers: { 'x-amz-function-error': 'Unhandled' },
      body: typeof payload === 'string' ? payload : JSON.stringify(payload),
    });
    const cases: [unknown, string][] = [
      [{ errorType: 'TypeError', errorMessage: 'm' }, 'TypeError'],
      [{ errorType: 'Runtime.ExitError' }, 'Runtime.ExitError'],
      [{ errorType: 'com.example.OrderException' }, 'com.example.OrderException'],
      [{ errorType: 'customer 4711 has no order' }, 'Unhandled'],
      [{ errorMessage: 'Task timed out' }, 'Unhandled'],
      ['no JSON', 'Unhandled'],
      ['', 'Unhandled'],
      ['null', 'Unhandled'],
    ];
    for (const [payload, expected] of cases) {
      world.tracing.reset();
      server.answerWith(answer(payload));
      await invoke();
      assert.equal(span().attributes['error.type'], expected, JSON.stringify(payload));
    }
  });

  describe('an error of the function', () => {
    const LARGEST = 65_536;
    /** An answer of that many bytes. */
    const failed = (size: number): string => {
      const around = JSON.stringify({ errorType: 'OrderError', errorMessage: '' });
      return JSON.stringify({ errorType: 'OrderError', errorMessage: 'x'.repeat(size - around.length) });
    };
    for (const [what, body, type] of [
      ['gives its type', failed(LARGEST), 'OrderError'],
      ['is not read from an answer of more than 64 KiB', failed(LARGEST + 1), 'Unhandled'],
      ['that is no JSON has no type of its own', '{"errorType":', 'Unhandled'],
    ] as const) {
      it(what, async () => {
        server.answerWith({ headers: { 'x-amz-function-error': 'Unhandled' }, body });
        await invoke();
        assert.equal(span().attributes['error.type'], type);
        assert.deepEqual(span().status, { code: SpanStatusCode.ERROR, message: 'function error' });
      });
    }
  });
});
