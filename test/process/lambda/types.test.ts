import assert from 'node:assert/strict';
import type { Callback, Context, Handler, SQSBatchResponse, SQSEvent, SQSHandler } from 'aws-lambda';
import { wrapHandler, wrapSqsHandler } from '../../../src';
import { isWrappedHandler } from '../../../src/process/lambda/transparentHandler';
import { lambdaEvent } from './lambdaWorld';

/** The compiler is the test: a wrapped handler has the type of the handler. */
describe('the type of a wrapped handler', () => {
  const context = {} as Context;
  const callback: Callback = () => undefined;

  it('is that of @types/aws-lambda, which types the parameters of the handler', async () => {
    const handler: Handler<SQSEvent, SQSBatchResponse> = wrapHandler(async (event) => ({
      batchItemFailures: event.Records.map(({ messageId }) => ({ itemIdentifier: messageId })),
    }));
    const event = lambdaEvent(1) as unknown as SQSEvent;
    const result: void | SQSBatchResponse = await handler(event, context, callback);
    assert.equal(result?.batchItemFailures.length, 1);
  });

  it('is that of a handler that has one', async () => {
    const plain: Handler<SQSEvent, SQSBatchResponse> = async () => ({ batchItemFailures: [] });
    const wrapped: Handler<SQSEvent, SQSBatchResponse> = wrapHandler(plain);
    const withContext = wrapSqsHandler(async (event: SQSEvent, { functionName }: Context) => [event, functionName]);
    const names: Promise<(string | SQSEvent)[]> = withContext({ Records: [] }, context);
    const ofSqs: SQSHandler = wrapSqsHandler(async (event) => {
      assert.equal(event.Records.length, 0);
    });
    await ofSqs({ Records: [] }, context, callback);
    assert.deepEqual(await wrapped({ Records: [] }, context, callback), { batchItemFailures: [] });
    assert.equal((await names).length, 2);
  });

  it('with the number of its parameters, its kind and its members', () => {
    const streams = Symbol.for('aws.lambda.runtime.handler.streaming');
    const plain = Object.assign(async (_event: object, _context: object, _third: object) => undefined, {
      [streams]: 'response',
      route: '/orders',
    });
    const wrapped = wrapHandler(plain) as typeof plain;
    assert.equal(wrapped.length, 3);
    assert.equal(wrapped.name, plain.name);
    assert.equal(wrapped.constructor.name, 'AsyncFunction');
    assert.equal(wrapped[streams], 'response');
    assert.equal(wrapped.route, '/orders');
    assert.equal(wrapHandler((event: object) => event).constructor, Function);
    assert.equal(wrapHandler(wrapped), wrapped);
    assert.deepEqual([plain, wrapped].map(isWrappedHandler), [false, true]);
  });
});
