import assert from 'node:assert/strict';
import { aroundMiddyBatch } from '../../../src/process/consumers/middyBatch';
import { type Diagnostics, captureDiagnostics } from '../../support/diagnostics';
import { useWorld } from '../../support/useWorld';
import { startConsumerWorld } from '../consumerWorld';
import { lambdaEvent, wrap } from '../lambda/lambdaWorld';

type Event = ReturnType<typeof lambdaEvent>;
type Middleware = Record<'after' | 'onError', (this: unknown, ...args: unknown[]) => unknown>;

const REJECTED = { status: 'rejected', reason: new RangeError('poison') };
const FULFILLED = { status: 'fulfilled', value: undefined, reason: new TypeError('of nobody') };

describe("middy's batch middleware", () => {
  const world = useWorld(startConsumerWorld);
  let diagnostics: Diagnostics;
  let calls: unknown[][];
  beforeEach(() => {
    diagnostics = captureDiagnostics();
    calls = [];
  });
  afterEach(() => diagnostics.stop());

  const noting = (name: string) =>
    function (this: unknown, ...args: unknown[]): unknown {
      calls.push([name, this, ...args]);
      return `result of ${name}`;
    };
  const attached = (): Middleware =>
    aroundMiddyBatch(() => ({ after: noting('after'), onError: noting('onError') }))() as Middleware;
  /** Errors of the records' spans, where the middleware hears of a request inside the handler. */
  const errorsOf = async (
    hook: 'after' | 'onError',
    request: (event: Event) => unknown,
  ): Promise<readonly unknown[]> => {
    const event = lambdaEvent(3);
    world.tracing.reset();
    await wrap(async () => void attached()[hook](request(event)))(event);
    return world.tracing.spans('process orders').map(({ attributes }) => attributes['error.type']);
  };

  it('is made of the same options, for the same `this`, and is what it was', () => {
    const made = { name: 'batch', before: () => undefined };
    const self = {};
    const options = { logger: false };
    const seen: unknown[] = [];
    const make = function (this: unknown, ...args: unknown[]): unknown {
      seen.push(this, ...args);
      return made;
    };
    assert.equal(aroundMiddyBatch(make).call(self, options, 'more'), made);
    assert.deepEqual(seen, [self, options, 'more']);
    assert.equal(seen[0], self);
    assert.deepEqual(Object.keys(made), ['name', 'before']);
  });

  it('is called as it is without', () => {
    const middleware = attached();
    const request = { response: [], event: {} };
    assert.equal(middleware.after(request, 1), 'result of after');
    assert.equal(middleware.onError(request, 2), 'result of onError');
    assert.deepEqual(calls, [
      ['after', middleware, request, 1],
      ['onError', middleware, request, 2],
    ]);
    assert.equal(calls[0]?.[2], request);
    assert.deepEqual(diagnostics.lines, []);
  });

  for (const odd of [undefined, null, 'text', {}, { after: 'text', onError: 7 }]) {
    it(`may be ${JSON.stringify(odd)}`, () => {
      const before = JSON.stringify(odd);
      assert.equal(aroundMiddyBatch(() => odd)(), odd);
      assert.equal(JSON.stringify(odd), before);
      assert.deepEqual(diagnostics.lines, []);
    });
  }

  it('tells why records failed', async () => {
    const response = [FULFILLED, REJECTED, FULFILLED];
    assert.deepEqual(await errorsOf('after', (event) => ({ event, response })), [undefined, 'RangeError', undefined]);
    assert.equal(calls.length, 1);
  });

  it('tells of an error of the handler for all records', async () => {
    const error = new RangeError('all');
    assert.deepEqual(await errorsOf('onError', (event) => ({ event, error })), Array(3).fill('RangeError'));
  });

  const NOTHING: Readonly<Record<string, readonly ['after' | 'onError', (event: Event) => unknown]>> = {
    'no request': ['after', () => undefined],
    'no request of an error': ['onError', () => undefined],
    'a request that is a text': ['after', () => 'text'],
    'no response': ['after', (event) => ({ event })],
    'a response that is no list': ['after', (event) => ({ event, response: { 0: REJECTED } })],
    'results that are none': ['after', (event) => ({ event, response: [null, 'rejected', undefined] })],
    'an error behind a response': ['onError', (event) => ({ event, response: [], error: new Error('late') })],
    'no error': ['onError', (event) => ({ event })],
    'no event': ['after', () => ({ response: [REJECTED] })],
    'an event that is a text': ['after', () => ({ event: 'text', response: [REJECTED] })],
    'records that are no list': ['onError', () => ({ event: { Records: { 0: {} } }, error: new Error('x') })],
    'records of somebody else': ['after', () => ({ event: lambdaEvent(1), response: [REJECTED] })],
    'an error for records of somebody else': ['onError', () => ({ event: lambdaEvent(1), error: new Error('x') })],
  };
  for (const [what, [hook, request]] of Object.entries(NOTHING)) {
    it(`tells nothing of ${what}`, async () => {
      assert.deepEqual(await errorsOf(hook, request), [undefined, undefined, undefined]);
      assert.equal(calls.length, 1);
      assert.deepEqual(diagnostics.lines, []);
    });
  }
});
