import assert from 'node:assert/strict';
import { SQSClient } from '@aws-sdk/client-sqs';
import {
  type Middleware,
  type MiddlewareStack,
  type Placement,
  addFirst,
  entriesOfStack,
  isMiddlewareStack,
} from '../../src/middleware/middlewareStack';

const HIGH = { step: 'initialize', priority: 'high' };
const OURS = { ...HIGH, name: 'ours' };
const middleware = (): Middleware => (next) => (args) => next(args);

type Stack = Required<MiddlewareStack> & { identify(): string[] };

describe('a stack of middleware', () => {
  let stack: Stack;
  let removed: Middleware[];
  beforeEach(() => {
    const client = new SQSClient({ region: 'eu-west-1' });
    stack = client.middlewareStack as unknown as Stack;
    removed = [];
    const { remove } = stack;
    stack.remove = (each) => {
      removed.push(each);
      return remove.call(stack, each);
    };
    client.destroy();
  });
  const add = (placement: Placement, given = middleware()): Middleware => {
    if (placement.toMiddleware === undefined) stack.add(given, placement);
    else stack.addRelativeTo(given, placement);
    return given;
  };
  const addOurs = (): void => addFirst(stack, middleware(), OURS, entriesOfStack(stack));
  /** As the SDK shows them: `name - step` in the order in which they run. */
  const names = (): string[] => stack.identify().map((line) => line.split(' ')[0] ?? '');

  it('has ours before all of its equals, which stay in their order, and so does everything else', () => {
    const [a, b] = [add({ ...HIGH, name: 'a' }), add({ ...HIGH, name: 'b' })];
    for (const placement of [
      { step: 'initialize', name: 'later' },
      { step: 'initialize', priority: 'low', name: 'last' },
      { step: 'build', priority: 'high', name: 'elsewhere' },
      { relation: 'before', toMiddleware: 'b', name: 'beside' },
      { ...HIGH, relation: 'after', toMiddleware: 'later', name: 'placed' },
    ]) {
      add(placement);
    }
    const before = names();
    addOurs();
    const after = names();
    assert.deepEqual(
      after.filter((name) => name !== 'ours'),
      before,
    );
    assert.equal(after[after.indexOf('a') - 1], 'ours');
    // What is taken out and put back is seen by whoever watches the stack.
    assert.deepEqual(removed, [a, b]);
  });

  it('keeps one that stands in two places in both', () => {
    const twice = add({ ...HIGH, name: 'here' });
    add({ step: 'build', name: 'there' }, twice);
    const equal = add({ ...HIGH, name: 'equal' });
    addOurs();
    assert.deepEqual(removed, [equal]);
    assert.deepEqual(
      names().filter((name) => ['here', 'there', 'ours', 'equal'].includes(name)),
      ['here', 'ours', 'equal', 'there'],
    );
  });

  it('has ours before all that stand on the same side of the same other one, and leaves alone what does not', () => {
    const beside = (relation: string, toMiddleware: string) => ({ relation, toMiddleware });
    for (const name of ['one', 'other']) add({ step: 'build', name });
    const equal = add({ ...beside('after', 'one'), name: 'equal' });
    add({ ...beside('before', 'one'), name: 'before' });
    add({ ...beside('after', 'other'), name: 'after other' });
    addFirst(stack, middleware(), { ...beside('after', 'one'), name: 'ours' }, entriesOfStack(stack));
    assert.deepEqual(removed, [equal]);
    const shown = stack.identify().map((line) => line.split(' - ')[0]);
    const [first, last] = [shown.indexOf('before'), shown.indexOf('after other')];
    assert.deepEqual(shown.slice(first, last + 1), ['before', 'one', 'equal', 'ours', 'other', 'after other']);
  });

  it('may be a simple one that cannot take anything out, or tell what is in it', () => {
    const added: Placement[] = [];
    const simple: MiddlewareStack = { add: (_each, placement) => void added.push(placement) };
    assert.deepEqual(entriesOfStack(simple), []);
    addFirst(simple, middleware(), OURS, [{ middleware: middleware(), placement: HIGH }]);
    assert.deepEqual(added, [OURS]);
  });

  it('tells each entry once, with its place', () => {
    const given = add({ ...HIGH, name: 'a' });
    const entries = entriesOfStack(stack).filter((entry) => entry.middleware === given);
    assert.deepEqual(
      entries.map(({ placement: { name, step, priority } }) => ({ name, step, priority })),
      [{ ...HIGH, name: 'a' }],
    );
  });

  it('is what one can add to', () => {
    assert.ok(isMiddlewareStack(stack));
    const unlike = [undefined, null, 'text', {}, { add: true }, Object.assign(() => {}, { add: 'text' })];
    for (const value of unlike) assert.equal(isMiddlewareStack(value), false);
  });
});
