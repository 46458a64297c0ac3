import assert from 'node:assert/strict';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ROOT_CONTEXT, context as contexts, trace } from '@opentelemetry/api';
import { startCannedServer } from '../../support/cannedServer';
import { startServicesWorld } from '../../integration/servicesWorld';
import { useWorld } from '../../support/useWorld';
import { inSpan } from '../consumerWorld';
import { lambdaEvent, wrap } from './lambdaWorld';

const context = { functionName: 'called', awsRequestId: 'request of a caller' };

describe('a function that another one invokes and waits for', () => {
  const server = useWorld(startCannedServer);
  const world = useWorld(startServicesWorld);
  let client: LambdaClient;
  before(() => void (client = world.own(new LambdaClient(server.clientConfig))));

  /** The client context that goes out, as the runtime of the function has it. */
  async function invoke(own?: object): Promise<object> {
    const ClientContext = own && Buffer.from(JSON.stringify(own)).toString('base64');
    await client.send(new InvokeCommand({ FunctionName: 'called', ClientContext }));
    const sent = String(server.requests.at(-1)?.headers['x-amz-client-context']);
    return JSON.parse(Buffer.from(sent, 'base64').toString()) as object;
  }
  const idOf = (name: string): string => world.tracing.span(name).spanContext().spanId;
  const parentOf = (name: string): string | undefined => world.tracing.span(name).parentSpanContext?.spanId;

  it('is below the span of the call', async () => {
    const clientContext = await invoke({ custom: { tenant: 'blue' } });
    await wrap(async () => undefined)({ order: 1 }, { ...context, clientContext });
    assert.equal(parentOf('called'), idOf('Lambda.Invoke'));
    assert.equal(
      world.tracing.span('called').spanContext().traceId,
      world.tracing.span('Lambda.Invoke').spanContext().traceId,
    );
  });

  it('also where the member is spelled as types had it', async () => {
    const { custom } = (await invoke()) as { custom?: object };
    await wrap(async () => undefined)({}, { ...context, clientContext: { Custom: custom } });
    assert.equal(parentOf('called'), idOf('Lambda.Invoke'));
  });

  it('hands on the client context that it got: the next function is below its own call', async () => {
    const clientContext = await invoke({ custom: { tenant: 'blue' }, env: { app: 1 } });
    world.reset();
    let next: object = {};
    await wrap(async () => void (next = await invoke(clientContext)))({}, { ...context, clientContext });
    const { traceId, spanId } = world.tracing.span('Lambda.Invoke').spanContext();
    assert.deepEqual(next, { custom: { tenant: 'blue', traceparent: `00-${traceId}-${spanId}-01` }, env: { app: 1 } });
  });

  it('is below a span that somebody else has read, which records nothing here', async () => {
    const read = {
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      traceFlags: 1,
      isRemote: true,
    };
    const clientContext = await invoke();
    world.reset();
    const invoked = () => wrap(async () => undefined)({}, { ...context, clientContext });
    await contexts.with(trace.setSpanContext(ROOT_CONTEXT, read), invoked);
    assert.equal(parentOf('called'), read.spanId);
    assert.equal(world.tracing.span('called').spanContext().traceId, read.traceId);
  });

  it('is a trace of its own where there is nothing to read, or a span already', async () => {
    for (const clientContext of [undefined, null, 7, {}, { custom: 'x' }, { custom: { traceparent: 'x' } }]) {
      world.reset();
      await wrap(async () => undefined)({}, { ...context, clientContext });
      assert.equal(parentOf('called'), undefined);
    }
    const clientContext = await invoke();
    world.reset();
    await inSpan('ambient', () => wrap(async () => undefined)({}, { ...context, clientContext }));
    assert.equal(world.tracing.spans('called').length, 0);
    await wrap(async () => undefined)(lambdaEvent(1), { ...context, clientContext });
    assert.equal(parentOf('orders process'), undefined);
  });
});
