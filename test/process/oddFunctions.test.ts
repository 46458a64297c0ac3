import assert from 'node:assert/strict';
import { processBatch, traced, wrapBatchHandler, wrapHandler, wrapMessageHandler, wrapSqsHandler } from '../../src';
import { useWorld } from '../support/useWorld';
import { message, startConsumerWorld } from './consumerWorld';

type Handler = () => string;

/** Functions that have not, or have in their own way, what functions have. */
const FUNCTIONS: Readonly<Record<string, () => Handler>> = {
  'a function with members `call` and `apply`': () =>
    Object.assign(() => 'handled', { call: () => 'called', apply: () => 'applied', bind: () => 'bound' }),
  'a function without a prototype': () => Object.setPrototypeOf(() => 'handled', null) as Handler,
  'a proxy that shows no members': () => new Proxy(() => 'handled', { get: () => undefined }),
};

const WRAPPERS: Readonly<Record<string, (handler: Handler) => unknown>> = {
  wrapMessageHandler: (handler) => Reflect.apply(wrapMessageHandler(handler), undefined, [message()]),
  wrapBatchHandler: (handler) => Reflect.apply(wrapBatchHandler(handler), undefined, [[message()]]),
  'wrapBatchHandler, of what is no batch': (handler) => Reflect.apply(wrapBatchHandler(handler), undefined, ['x']),
  wrapSqsHandler: (handler) => Reflect.apply(wrapSqsHandler(handler), undefined, [{ Records: [] }]),
  wrapHandler: (handler) => Reflect.apply(wrapHandler(handler), undefined, [{}]),
  traced: (handler) => Reflect.apply(traced(handler), undefined, []),
};

describe('a handler that is an odd function is called itself', () => {
  useWorld(startConsumerWorld);

  for (const [title, make] of Object.entries(FUNCTIONS)) {
    for (const [name, run] of Object.entries(WRAPPERS)) {
      it(`${title}, with ${name}`, () => assert.equal(run(make()), 'handled'));
    }
  }

  it('options may be null, as somebody without types gives them', async () => {
    const none = null as unknown as object;
    assert.deepEqual(await processBatch([message()], () => 'handled', none), ['handled']);
    assert.equal(wrapMessageHandler(() => 'handled', none)(message()), 'handled');
    assert.equal(wrapBatchHandler(() => 'handled', none)([message()]), 'handled');
  });
});
