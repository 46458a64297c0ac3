import assert from 'node:assert/strict';
import { hold, later } from '../../../src/process/lambda/hold';
import { isColdStart } from '../../../src/process/lambda/coldStart';
import { contextIn, describeFunction, responseStreamIn } from '../../../src/process/lambda/lambdaContext';
import { shared } from '../../../src/shared';
import { pause } from '../consumerWorld';
import { deferred } from './invocationWorld';

describe('what is run later', () => {
  it('is not run before its time, nor once it is forgotten, nor after weeks', async () => {
    const forgets = [0, 60_000, 2 ** 31, Infinity].map((delay) => later(() => assert.fail(`${delay}`), delay));
    forgets[0]?.();
    await pause(20);
    for (const forget of forgets) forget();
  });

  it('is run at once, where its time is over', async () => {
    const run = deferred();
    later(run.resolve, -5);
    // Its timer holds no process.
    const timer = setInterval(() => undefined, 1000);
    await run.promise;
    clearInterval(timer);
  });

  it('is not what is waited for: that is done first', async () => {
    const work = deferred();
    let done = false;
    const holding = hold(work.promise, Infinity).then(() => (done = true));
    await pause();
    assert.equal(done, false);
    work.resolve();
    assert.equal(await holding, true);
  });
});

describe('a cold start', () => {
  const starts = shared('cold start', () => ({ cold: true }));
  const TYPE = 'AWS_LAMBDA_INITIALIZATION_TYPE';
  const { cold } = starts;
  const { [TYPE]: type } = process.env;
  afterEach(() => {
    starts.cold = cold;
    if (type === undefined) delete process.env[TYPE];
    else process.env[TYPE] = type;
  });

  for (const [given, expected] of [
    [undefined, true],
    ['on-demand', true],
    ['provisioned-concurrency', false],
  ] as const) {
    it(`is ${expected ? 'the first invocation' : 'none'} with ${given ?? 'nothing'}`, () => {
      starts.cold = true;
      if (given === undefined) delete process.env[TYPE];
      else process.env[TYPE] = given;
      assert.deepEqual([isColdStart(), isColdStart()], [expected, false]);
    });
  }
});

describe('the context of an invocation', () => {
  const context = { functionName: 'shop' };
  const stream = { write: () => true, once: () => undefined };

  it('is behind a stream, and is no stream itself', () => {
    assert.equal(contextIn([{}, context, stream]), context);
    assert.equal(contextIn([{}, stream, context]), context);
    assert.equal(responseStreamIn([{}, stream, context]), stream);
    for (const odd of [{ write: stream.write }, { once: stream.once }, { write: 1, once: 1 }, context]) {
      assert.equal(contextIn([{}, odd, context]), odd);
      assert.equal(responseStreamIn([{}, odd]), undefined);
    }
    for (const none of [undefined, null, 'text', () => 1]) assert.equal(contextIn([{}, none, context]), undefined);
  });

  it('tells the region of a function by its ARN, and else that of the process', () => {
    const { AWS_REGION: region } = process.env;
    process.env['AWS_REGION'] = 'eu-central-1';
    try {
      const told = (invokedFunctionArn: unknown): unknown[] => {
        const facts = describeFunction({ ...context, functionVersion: '7', invokedFunctionArn });
        return [facts?.region, facts?.accountId, facts?.arn];
      };
      const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:shop';
      assert.deepEqual(told(arn), ['eu-west-1', '123456789012', arn]);
      assert.deepEqual(told(`${arn}:live`), ['eu-west-1', '123456789012', `${arn}:7`]);
      assert.deepEqual(told('text'), ['eu-central-1', undefined, 'text']);
      assert.deepEqual(told(undefined), ['eu-central-1', undefined, undefined]);
    } finally {
      if (region === undefined) delete process.env['AWS_REGION'];
      else process.env['AWS_REGION'] = region;
    }
  });
});
