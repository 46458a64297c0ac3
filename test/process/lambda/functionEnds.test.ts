import assert from 'node:assert/strict';
import { SpanStatusCode } from '@opentelemetry/api';
import { wrapHandler, wrapSqsHandler } from '../../../src';
import { reportFailures } from '../../../src/process/lambda/batchResponse';
import { endInvocations } from '../../../src/process/lambda/emptyLoop';
import { describeEvent } from '../../../src/process/lambda/sources/eventSource';
import { openBatch } from '../../../src/process/openBatch';
import { shared } from '../../../src/shared';
import * as events from '../../fixtures/lambda/messages';
import * as others from '../../fixtures/lambda/others';
import { type Diagnostics, captureDiagnostics } from '../../support/diagnostics';
import { useWorld } from '../../support/useWorld';
import { pause, startConsumerWorld } from '../consumerWorld';
import { useEmptyLoop } from './invocationWorld';
import { lambdaEvent, wrap } from './lambdaWorld';

const shop = () => ({ functionName: 'shop', awsRequestId: lambdaEvent(1).Records[0]?.messageId });
const never = () => new Promise<void>(() => undefined);
const throwing = (error: unknown) => () => {
  throw error;
};

describe('a function ends', () => {
  const world = useWorld(startConsumerWorld);
  const loop = useEmptyLoop();
  const errorOf = (name = 'shop') => world.tracing.span(name).attributes['error.type'];
  const failed = (name = 'shop') => world.tracing.span(name).status.code === SpanStatusCode.ERROR;
  let diagnostics: Diagnostics;
  beforeEach(() => void (diagnostics = captureDiagnostics()));
  afterEach(() => {
    diagnostics.stop();
    assert.deepEqual(diagnostics.lines, []);
  });

  it('with a response without a promise', () => {
    const response = { statusCode: 500 };
    assert.equal(wrap(() => response)(others.restApi(), shop()), response);
    assert.equal(errorOf('GET /orders/{id}'), '500');
    world.reset();
    wrap(() => ({ statusCode: 200 }))(others.restApi());
    assert.equal(failed('GET /orders/{id}'), false);
  });

  it('not yet, where its callback is still to come', async () => {
    const calls: unknown[][] = [];
    let answer: unknown;
    const handler = wrap((_event, _context, callback) => void (answer = callback));
    handler({}, shop(), (...args: unknown[]) => calls.push(args));
    assert.deepEqual(world.tracing.spans(), []);
    (answer as (error: unknown, result: unknown) => void)(null, 'done');
    // Behind the export.
    while (calls.length === 0) await pause();
    assert.deepEqual(calls, [[null, 'done']]);
    assert.equal(failed(), false);
  });

  it('with nothing thrown: an error, unless there is a callback that takes it for none', () => {
    for (const nothing of [undefined, null]) {
      world.reset();
      assert.throws(() => wrap(throwing(nothing))({}, shop()));
      assert.equal(failed(), true);
      world.reset();
      assert.throws(() => wrap(throwing(nothing))({}, shop(), () => undefined));
      assert.equal(failed(), false);
    }
    world.reset();
    assert.throws(() => wrap(throwing(new RangeError('poison')))({}, shop(), () => undefined), RangeError);
    assert.equal(errorOf(), 'RangeError');
  });

  it('when its event loop is empty, where the runtime answers then', async () => {
    const answers: string[] = [];
    for (const [handler, expected] of [
      [never, 'Runtime.NodeJsExit'],
      [async () => never(), 'Runtime.NodeJsExit'],
      [() => undefined, undefined],
    ] as const) {
      world.reset();
      answers.length = 0;
      loop.set(() => answers.push('answer'));
      const isAsync = handler.constructor.name === 'AsyncFunction';
      void wrap(handler)({}, shop(), () => undefined);
      assert.deepEqual(world.tracing.spans(), []);
      loop.turnsEmpty();
      while (answers.length === 0) await pause();
      assert.equal(errorOf(), isAsync ? expected : undefined);
      assert.equal(failed(), isAsync);
    }
  });

  it('where it was traced already: one span, of the layer further out', async () => {
    const context = shop();
    await wrap(async () => wrap(async () => 'done')({}, context))({}, context);
    assert.equal(world.tracing.spans('shop').length, 1);
  });

  describe('when its process does', () => {
    const NAME = 'AWS_LAMBDA_RUNTIME_API';
    const { [NAME]: api } = process.env;
    const ends = shared('ends of invocations', () => ({ listening: false, deadline: undefined as number | undefined }));
    let listening: boolean;
    beforeEach(() => {
      process.env[NAME] = '127.0.0.1:9';
      ({ listening } = ends);
      // The end of the process of these tests is none of a function's.
      ends.listening = true;
    });
    afterEach(() => {
      Object.assign(ends, { listening, deadline: undefined });
      if (api === undefined) delete process.env[NAME];
      else process.env[NAME] = api;
    });

    it('with what it has not done', async () => {
      void wrap(never)({}, { ...shop(), getRemainingTimeInMillis: () => 60_000 });
      await wrap(async () => 'done')({}, { ...shop(), functionName: 'done' });
      assert.ok(Number(endInvocations()) > performance.now());
      assert.deepEqual([errorOf(), errorOf('done')], ['Runtime.ExitError', undefined]);
    });

    it('because its event loop is empty, where no runtime answers then', () => {
      ends.listening = false;
      const before = process.rawListeners('beforeExit');
      const exits = process.rawListeners('exit');
      void wrap(never)({}, shop());
      const [idle, ...others_] = process.rawListeners('beforeExit').filter((each) => !before.includes(each));
      assert.equal(others_.length, 0);
      (idle as () => void)();
      process.off('beforeExit', idle as () => void);
      for (const each of process.rawListeners('exit').filter((one) => !exits.includes(one))) {
        process.off('exit', each as () => void);
      }
      assert.equal(errorOf(), 'Runtime.ExitError');
    });

    it('with its messages', () => {
      void wrap(never)(lambdaEvent(2), shop());
      endInvocations();
      const types = world.tracing.spans('process orders').map(({ attributes }) => attributes['error.type']);
      assert.deepEqual(types, ['Runtime.ExitError', 'Runtime.ExitError']);
    });
  });
});

describe('an event of a function', () => {
  const world = useWorld(startConsumerWorld);
  let diagnostics: Diagnostics;
  beforeEach(() => void (diagnostics = captureDiagnostics()));
  afterEach(() => diagnostics.stop());
  const names = () => world.tracing.spans().map(({ name }) => name);
  const failed = () => world.tracing.spans().filter(({ status }) => status.code === SpanStatusCode.ERROR).length;

  it('has a span without a context of an invocation, if it is something that is known', async () => {
    for (const [event, context, expected] of [
      [others.restApi(), undefined, ['GET /orders/{id}']],
      [others.scheduled(), undefined, ['invocation']],
      [others.scheduled(), { functionName: 'shop' }, ['shop']],
      [{ order: 1 }, undefined, []],
      [{ order: 1 }, { functionName: 'shop' }, ['shop']],
      [{ eventSource: 'aws:kafka', records: {} }, { functionName: 'shop' }, []],
    ] as const) {
      world.reset();
      await wrap(async () => undefined)(event, context);
      assert.deepEqual(names(), expected);
    }
  });

  it('is none of wrapSqsHandler, if it is not of SQS', async () => {
    for (const event of [events.sns(), events.kinesis(), others.s3('a'), others.restApi(), [], { Records: [null] }]) {
      assert.equal(await wrapSqsHandler(async () => 'done')(event as never), 'done');
    }
    assert.deepEqual(names(), []);
    await wrapSqsHandler(async () => 'done')({ Records: [null, events.sqsRecord()] } as never);
    assert.ok(names().includes('process orders'));
    assert.deepEqual(diagnostics.lines, []);
  });

  it('fails no record for what is no partial response, of which nobody hears', async () => {
    const twice = [1, 2].map(() => ({ status: 'rejected', reason: new Error('of nobody') }));
    for (const response of [
      { batchItemFailures: null },
      { batchItemFailures: 'text' },
      { batchItemFailures: { length: 1 } },
      { batchItemFailures: [] },
      Object.create({ batchItemFailures: [{ itemIdentifier: 'nobody' }] }),
      [null],
      [{ status: 'pending' }],
      ['rejected'],
      twice,
      [],
    ]) {
      world.reset();
      assert.equal(await wrapHandler(async () => response as unknown)(lambdaEvent(1)), response);
      const [span = assert.fail()] = world.tracing.spans('process orders');
      assert.equal(span.status.code, SpanStatusCode.UNSET);
    }
    world.reset();
    await wrapHandler(async () => [{ status: 'pending' }, ...twice.slice(1)])(lambdaEvent(2));
    assert.equal(failed(), 0);
    assert.deepEqual(diagnostics.lines, []);
  });

  it('has the reasons of the records that were rejected, and of no other', () => {
    const event = describeEvent(lambdaEvent(3));
    const batch = openBatch(event.records, {}, event.shape) ?? assert.fail();
    const reason = new RangeError('poison');
    reportFailures(event, batch, [
      { status: 'fulfilled', value: 1, reason },
      { status: 'rejected', reason },
      { status: 'fulfilled' },
    ]);
    batch.end();
    const types = world.tracing.spans('process orders').map(({ attributes }) => attributes['error.type']);
    assert.deepEqual(types, [undefined, 'RangeError', undefined]);
  });

  it('that is still worked on has no span that has ended', async () => {
    void wrap(never)(lambdaEvent(1), shop());
    await pause();
    assert.deepEqual(names(), []);
  });
});
