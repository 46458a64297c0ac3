import assert from 'node:assert/strict';
import { SqsInstrumentation } from '../../src';
import { Patches } from '../../src/attach/patches';
import { attachHelpers } from '../../src/attach/sdkHelpers';
import { type Diagnostics, captureDiagnostics } from '../support/diagnostics';

describe("what goes by the names of the SDK's helpers", () => {
  let instrumentation: SqsInstrumentation;
  let diagnostics: Diagnostics;
  beforeEach(() => {
    diagnostics = captureDiagnostics();
    instrumentation = new SqsInstrumentation();
    const { length } = diagnostics.lines;
    said = () => diagnostics.lines.slice(length);
  });
  afterEach(() => {
    instrumentation.disable();
    diagnostics.stop();
  });
  /** What is said after the instrumentation is there. */
  let said: () => readonly string[];

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
    assert.deepEqual(pages, [undefined, 7, {}, { next: 7 }]);
    assert.deepEqual(said(), []);
    // No command names its operation, and the run goes without.
    const exports = {
      createPaginator:
        (..._args: unknown[]) =>
        () => ({ next: () => 'page' }),
    };
    attachHelpers(exports);
    assert.equal(exports.createPaginator()().next(), 'page');
  });

  it('pages with a `next` that the application may replace, and does not see among the members', () => {
    const page = { next: () => 'page' };
    const exports = { createPaginator: () => () => page };
    attachHelpers(exports);
    const own = page.next;
    const pages = exports.createPaginator()();
    assert.notEqual(pages.next, own);
    assert.deepEqual(Object.keys(pages), []);
    pages.next = own;
    assert.equal(pages.next, own);
    assert.ok(Reflect.deleteProperty(pages, 'next'));
  });

  it('passes on and says nothing where somebody has kept it beyond disable()', () => {
    class Upload {
      done(): string {
        return 'done';
      }
      abort(): void {}
    }
    const next = (): string => 'page';
    const exports = { createPaginator: () => () => ({ next }), Upload };
    attachHelpers(exports);
    const paginate = exports.createPaginator();
    const upload = new Upload();
    const done: unknown = Reflect.get(Upload.prototype, 'done');
    instrumentation.disable();
    assert.equal(paginate().next, next);
    assert.equal(Reflect.apply(done as () => string, upload, []), 'done');
    assert.deepEqual(said(), []);
  });

  it('leaves the length of stack traces as it was, whatever it gives', () => {
    let fails = false;
    class Upload {
      done(): string {
        if (fails) throw new Error('of the upload');
        return 'done';
      }
      abort(): void {}
    }
    attachHelpers({ Upload });
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 10;
    try {
      assert.equal(new Upload().done(), 'done');
      assert.equal(Error.stackTraceLimit, 10);
      fails = true;
      assert.throws(() => new Upload().done(), { message: 'of the upload' });
      assert.equal(Error.stackTraceLimit, 10);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  });

  it('is not what has another class of that name', () => {
    const never = (): string => 'done';
    const others = [{ done: never }, { abort: never }, Object.create({ done: never, abort: never }), undefined];
    for (const prototype of others) {
      // As an arrow function, it has no prototype by itself.
      const Upload = Object.assign(() => undefined, { prototype });
      const before = Object.entries(Object.getOwnPropertyDescriptors(prototype ?? {}));
      attachHelpers({ Upload });
      assert.deepEqual(Object.entries(Object.getOwnPropertyDescriptors(prototype ?? {})), before);
    }
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
      const keys = Object.keys(members);
      assert.equal(
        patches.replace(members, name, () => replaced),
        true,
      );
      assert.equal(members[name]?.(), 'replaced');
      assert.deepEqual(Object.keys(members), keys);
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
