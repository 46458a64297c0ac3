import assert from 'node:assert/strict';
import { SqsInstrumentation } from '../../src';
import { Patches } from '../../src/attach/patches';
import { attachHelpers } from '../../src/attach/sdkHelpers';

describe("what goes by the names of the SDK's helpers", () => {
  let instrumentation: SqsInstrumentation;
  before(() => void (instrumentation = new SqsInstrumentation()));
  after(() => instrumentation.disable());

  it('gives what it gave, if that is no paginator', () => {
    const exports = { createPaginator: (...args: unknown[]): unknown => args };
    const { createPaginator } = exports;
    attachHelpers(exports);
    assert.notEqual(exports.createPaginator, createPaginator);
    assert.deepEqual(exports.createPaginator(1, 2), [1, 2]);
  });

  it('pages through whatever it is made of', () => {
    const pages = [undefined, 7, {}, { next: 7 }];
    for (const page of pages) {
      const exports = { createPaginator: () => (): unknown => page };
      attachHelpers(exports);
      assert.equal(exports.createPaginator()(), page);
    }
    // No command names its operation, and the run goes without.
    const exports = {
      createPaginator:
        (..._args: unknown[]) =>
        () => ({ next: () => 'page' }),
    };
    attachHelpers(exports);
    assert.equal(exports.createPaginator()().next(), 'page');
  });

  it('uploads without an object of its own', () => {
    class Upload {
      done(): string {
        return 'done';
      }
      abort(): void {}
    }
    const done = (): unknown => Object.getOwnPropertyDescriptor(Upload.prototype, 'done')?.value;
    const original = done();
    attachHelpers({ Upload });
    assert.notEqual(done(), original);
    assert.equal(Reflect.apply(done() as () => string, undefined, []), 'done');
  });
});

describe('functions that are replaced where others find them', () => {
  const replaced = (): string => 'replaced';
  const original = (): string => 'original';

  it('are put back, be they own or inherited, fixed or not', () => {
    class Parent {
      inherited(): string {
        return 'original';
      }
    }
    class Child extends Parent {}
    const fixed = Object.defineProperty({}, 'own', { value: original, writable: true, configurable: false });
    const patches = new Patches();
    for (const [holder, name] of [
      [Child.prototype, 'inherited'],
      [fixed, 'own'],
      [{ own: original }, 'own'],
    ] as const) {
      const members = holder as Record<string, () => string>;
      assert.equal(
        patches.replace(members, name, () => replaced),
        true,
      );
      assert.equal(members[name]?.(), 'replaced');
      patches.remove();
      assert.equal(members[name]?.(), 'original');
    }
    assert.equal(new Parent().inherited(), 'original');
  });

  it('stay as they are where nothing can be written', () => {
    const frozen = Object.freeze({ own: original });
    const getter = Object.defineProperty({}, 'own', { get: () => original }) as { own: () => string };
    for (const holder of [frozen, getter]) {
      assert.equal(
        new Patches().replace(holder, 'own', () => replaced),
        false,
      );
      assert.equal(holder.own(), 'original');
    }
  });
});
