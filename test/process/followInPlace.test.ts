// oxlint-disable unicorn/no-thenable -- thenables of any kind are what is tested here
import assert from 'node:assert/strict';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { processMessage } from '../../src';
import type { Ends, Then } from '../../src/process/ends';
import { followPromise } from '../../src/process/followPromise';
import { followThenable } from '../../src/process/followThenable';
import { type Diagnostics, captureDiagnostics } from '../support/diagnostics';
import { useWorld } from '../support/useWorld';
import { QUEUE_URL, message, pause, startConsumerWorld } from './consumerWorld';

/** What is reported of a result. */
function told(): { readonly ends: Ends; readonly all: unknown[][] } {
  const all: unknown[][] = [];
  return {
    ends: { succeed: (value) => void all.push(['succeed', value]), fail: (error) => void all.push(['fail', error]) },
    all,
  };
}
const thenOf = (of: object): Then => Reflect.get(of, 'then') as Then;
const namesOf = (of: object): unknown[] => Reflect.ownKeys(of).filter((name) => typeof name === 'string');

describe('a result that is followed where it is', () => {
  const world = useWorld(startConsumerWorld);
  let diagnostics: Diagnostics;
  beforeEach(() => void (diagnostics = captureDiagnostics()));
  afterEach(() => diagnostics.stop());

  const processed = <T>(result: T): T => processMessage(message(), () => result, { queueUrl: QUEUE_URL });
  const spans = (): number => world.tracing.spans('process orders').length;

  it('is no plain promise: that has no member of ours, and another one takes its place', async () => {
    const plain = pause();
    const result = processed(plain);
    assert.notEqual(result, plain);
    assert.deepEqual([namesOf(plain), namesOf(result)], [[], []]);
    await result;
    assert.equal(spans(), 1);
  });

  it('may be a promise without a prototype', async () => {
    const bare = Object.assign(Promise.resolve(7), { then: Promise.prototype.then.bind(Promise.resolve(7)) });
    Object.setPrototypeOf(bare, null);
    assert.equal(processed(bare), bare);
    assert.equal(await (bare as PromiseLike<number>), 7);
    assert.equal(spans(), 1);
  });

  it('is changed once, however many layers follow it, and is itself again at the end', async () => {
    const promise = Object.assign(pause(), { cancel: () => 'cancelled' });
    const [first, second, third] = [told(), told(), told()];
    const follow = ({ ends }: ReturnType<typeof told>): unknown =>
      followPromise(promise, thenOf(promise), ROOT_CONTEXT, ends);
    const placed = (): unknown => Reflect.get(Object.getOwnPropertyDescriptor(promise, 'constructor') ?? {}, 'get');
    follow(first);
    const place = placed();
    assert.ok(place);
    assert.deepEqual([follow(second), follow(third)], [promise, promise]);
    assert.equal(placed(), place);
    await promise;
    for (const { all } of [first, second, third]) assert.deepEqual(all, [['succeed', undefined]]);
    assert.deepEqual(namesOf(promise), ['cancel']);
  });

  it('may be a thenable that cannot be changed: its span does not wait', async () => {
    const frozen = Object.freeze({ then: (fulfilled: (value: string) => void) => fulfilled('rows') });
    assert.equal(processed<unknown>(frozen), frozen);
    assert.equal(spans(), 1);
    assert.equal(await (frozen as unknown as PromiseLike<string>), 'rows');
    assert.equal(diagnostics.lines.length, 1);
  });

  it('may get another `then` of its application meanwhile, which stays', async () => {
    const query: { then: unknown } = { then: () => assert.fail('nobody asks') };
    const { ends, all } = told();
    followThenable(query, query.then as Then, ROOT_CONTEXT, ends);
    const own = (): void => undefined;
    query.then = own;
    await pause();
    assert.equal(query.then, own);
    assert.deepEqual(all, [['succeed', query]]);
  });

  it('gives a value to whoever waits for an error only', () => {
    const given: unknown[] = [];
    const query = { then: (fulfilled: (value: unknown) => unknown) => given.push(fulfilled('rows')) };
    const { ends, all } = told();
    followThenable(query, query.then as Then, ROOT_CONTEXT, ends);
    Reflect.apply(query.then, query, [undefined, () => assert.fail('no error')]);
    assert.deepEqual([given, all], [['rows'], [['succeed', 'rows']]]);
  });

  it('is still followed by a layer that came later, when an earlier one waits no more', async () => {
    const query = { then: (fulfilled: (value: unknown) => unknown) => fulfilled('rows') };
    const [early, late] = [told(), told()];
    const follow = ({ ends }: typeof early): void => followThenable(query, thenOf(query), ROOT_CONTEXT, ends);
    await new Promise<void>((resolve) => {
      // In the same turn, in this order.
      setImmediate(() => follow(late));
      follow(early);
      setImmediate(resolve);
    });
    assert.deepEqual([early.all, late.all], [[['succeed', query]], []]);
    thenOf(query).call(query, undefined);
    assert.deepEqual(late.all, [['succeed', 'rows']]);
    await pause();
    assert.deepEqual([early.all.length, late.all.length], [1, 1]);
  });
});
