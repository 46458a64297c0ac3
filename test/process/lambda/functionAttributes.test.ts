import assert from 'node:assert/strict';
import { type Attributes, trace } from '@opentelemetry/api';
import { wrapSqsHandler } from '../../../src';
import { describeFunction, remainingTime } from '../../../src/process/lambda/lambdaContext';
import { shared } from '../../../src/shared';
import { inSpan, startConsumerWorld, work } from '../consumerWorld';
import { linksOf } from '../../integration/sqsWorld';
import { captureDiagnostics } from '../../support/diagnostics';
import { useWorld } from '../../support/useWorld';
import { lambdaEvent, wrap } from './lambdaWorld';

const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:shop';
const context = {
  functionName: 'shop',
  functionVersion: '7',
  invokedFunctionArn: `${ARN}:live`,
  awsRequestId: 'request 1',
};
const FUNCTION = {
  'faas.invocation_id': 'request 1',
  'faas.name': 'shop',
  'faas.version': '7',
  'cloud.provider': 'aws',
  'cloud.platform': 'aws_lambda',
  'cloud.region': 'eu-west-1',
  'cloud.account.id': '123456789012',
  'cloud.resource_id': `${ARN}:7`,
  'aws.lambda.invoked_arn': `${ARN}:live`,
};
const X_RAY = 'Root=1-0af76519-16cd43dd8448eb211c80319d;Parent=b7ad6b7169203332;Sampled=1';
const X_RAY_ID = '0af7651916cd43dd8448eb211c80319d/b7ad6b7169203332';

describe('what an invocation says of its function', () => {
  const world = useWorld(startConsumerWorld);
  const pick = (attributes: Attributes) =>
    Object.fromEntries(Object.keys(FUNCTION).map((name) => [name, attributes[name]]));

  it('is on the span of the event, and the cold start is the first one', async () => {
    await wrap(async () => undefined)(lambdaEvent(1), context);
    await wrap(async () => undefined)(lambdaEvent(1), context);
    const spans = world.tracing.spans('orders process');
    for (const { attributes } of spans) assert.deepEqual(pick(attributes), FUNCTION);
    assert.equal(spans[1]?.attributes['faas.coldstart'], false);
    assert.equal(typeof spans[0]?.attributes['faas.coldstart'], 'boolean');
  });

  it('counts an invocation without a span as the first one, too', async () => {
    shared('cold start', () => ({ cold: true })).cold = true;
    await wrapSqsHandler(async (...given: unknown[]) => given)({ warmUp: true }, context);
    await wrap(async () => undefined)(lambdaEvent(1), context);
    assert.equal(world.tracing.span('orders process').attributes['faas.coldstart'], false);
  });

  it('needs one of its id, its name and its ARN', () => {
    for (const member of ['awsRequestId', 'functionName', 'invokedFunctionArn']) {
      const { invocationId, name, invokedArn } = describeFunction({ [member]: 'told' }) ?? assert.fail(member);
      assert.deepEqual([invocationId, name, invokedArn].filter(Boolean), ['told']);
      assert.equal(describeFunction({ [member]: 7 }), undefined);
    }
    for (const none of [undefined, {}, { functionVersion: '7' }]) assert.equal(describeFunction(none), undefined);
  });

  it('is no time that is left, where nothing tells that', () => {
    const diagnostics = captureDiagnostics();
    try {
      for (const none of [undefined, {}, { getRemainingTimeInMillis: 7 }]) assert.equal(remainingTime(none), undefined);
    } finally {
      diagnostics.stop();
    }
    assert.deepEqual(diagnostics.lines, []);
  });

  it('is read where a handler streams, too', async () => {
    const stream = { write: () => true, once: () => undefined, writableFinished: true };
    await wrap(async () => undefined)(lambdaEvent(1), stream, context);
    assert.deepEqual(pick(world.tracing.span('orders process').attributes), FUNCTION);
  });

  it('the ARN as it is, where no alias is in it', async () => {
    await wrap(async () => undefined)(lambdaEvent(1), { invokedFunctionArn: ARN });
    const { attributes } = world.tracing.span('orders process');
    assert.equal(attributes['cloud.resource_id'], ARN);
    assert.equal(attributes['aws.lambda.invoked_arn'], undefined);
  });

  it('is the span of an invocation by something that is not known; wrapSqsHandler has none', async () => {
    await wrap(async () => work())({ custom: true }, context);
    const span = world.tracing.span('shop');
    assert.deepEqual(pick(span.attributes), FUNCTION);
    assert.equal(span.attributes['faas.trigger'], 'other');
    assert.equal(world.tracing.span('work').parentSpanContext?.spanId, span.spanContext().spanId);
    await wrapSqsHandler(async (...given: unknown[]) => given)({ custom: true }, context);
    assert.equal(world.tracing.spans('shop').length, 1);
  });

  it('which is left to the instrumentation of Lambda, where there is one', async () => {
    await inSpan('invocation', () => wrap(async () => work())({ custom: true }, context));
    assert.deepEqual(
      world.tracing.spans().map(({ name }) => name),
      ['work', 'invocation'],
    );
  });

  it("links to X-Ray's span, which the environment names, or the context", async () => {
    process.env['_X_AMZN_TRACE_ID'] = X_RAY;
    try {
      await wrap(async () => undefined)(lambdaEvent(1), context);
    } finally {
      delete process.env['_X_AMZN_TRACE_ID'];
    }
    await wrap(async () => undefined)(lambdaEvent(1), { ...context, xRayTraceId: X_RAY });
    for (const span of world.tracing.spans('orders process')) {
      assert.deepEqual(linksOf(span)[1], [X_RAY_ID, { source: 'x-ray-env' }]);
    }
  });

  it('has no link to what a request says is its parent', async () => {
    const [traceId, spanId] = X_RAY_ID.split('/');
    const request = {
      version: '2.0',
      requestContext: { http: { method: 'GET', path: '/' } },
      headers: { traceparent: `00-${traceId}-${spanId}-01` },
    };
    await wrap(async () => undefined)(request, { ...context, xRayTraceId: X_RAY });
    const [span] = world.tracing.spans();
    assert.deepEqual([span?.parentSpanContext?.spanId, span?.links], [spanId, []]);
  });

  describe('with one record', () => {
    it('its process span is active from the start', async () => {
      await wrap(async () => work())(lambdaEvent(1), context);
      const record = world.tracing.span('process orders');
      assert.equal(world.tracing.span('work').parentSpanContext?.spanId, record.spanContext().spanId);
    });

    it("and all that is done is in the producer's trace, where that is asked for", async () => {
      await wrap(async () => trace.getActiveSpan() && work(), { consumerRelation: 'parent' })(lambdaEvent(1));
      const [link] = world.tracing.span('orders process').links;
      assert.equal(world.tracing.span('work').spanContext().traceId, link?.context.traceId);
    });
  });
});
