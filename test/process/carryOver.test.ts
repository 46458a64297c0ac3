import assert from 'node:assert/strict';
import { carryOver } from '../../src/process/carryOver';
import { type Diagnostics, captureDiagnostics } from '../support/diagnostics';

const KEY = Symbol('roles');

/** What `reflect-metadata` adds to `Reflect`, in short. */
function metadataOf(store: Map<object, Map<unknown, unknown>>) {
  return {
    getOwnMetadataKeys: (target: object): unknown[] => [...(store.get(target)?.keys() ?? [])],
    getOwnMetadata: (key: unknown, target: object): unknown => store.get(target)?.get(key),
    defineMetadata: (key: unknown, value: unknown, target: object): void => {
      const own = store.get(target) ?? new Map<unknown, unknown>();
      store.set(target, own.set(key, value));
    },
  };
}

describe('a wrapper has what its original carries', () => {
  let diagnostics: Diagnostics;
  beforeEach(() => void (diagnostics = captureDiagnostics()));
  afterEach(() => diagnostics.stop());

  it('name, length and members, of a symbol and hidden ones, too', () => {
    function handle(_event: unknown, _context: unknown): void {}
    Object.defineProperty(handle, 'hidden', { value: 1 });
    const original = Object.assign(handle, { queue: 'orders', [KEY]: ['admin'] });
    const wrapper = (...args: unknown[]): unknown => args;
    assert.equal(carryOver(wrapper, original), wrapper);
    for (const name of ['name', 'length', 'queue', 'hidden', KEY]) {
      const [own, its] = [wrapper, original].map((each) => Object.getOwnPropertyDescriptor(each, name));
      assert.deepEqual(own, its, String(name));
    }
    assert.equal(wrapper.name, 'handle');
    assert.equal(wrapper.length, 2);
    assert.deepEqual(diagnostics.lines, []);
  });

  it('its kind', () => {
    const wrapper = function (): void {};
    assert.equal(Object.getPrototypeOf(wrapper), Function.prototype);
    const original = async (): Promise<void> => undefined;
    carryOver(wrapper, original);
    assert.equal(wrapper.constructor, original.constructor);
    assert.equal(wrapper.constructor.name, 'AsyncFunction');
  });

  it('but not the prototype: what the one makes is none of what the other makes', () => {
    const original = function (): void {};
    const wrapper = function (): void {};
    const { prototype } = wrapper as { prototype?: unknown };
    carryOver(wrapper, original);
    assert.equal((wrapper as { prototype?: unknown }).prototype, prototype);
  });

  it('also what comes behind a member that is not there when it is looked at', () => {
    const original = new Proxy(
      Object.assign(() => undefined, { queue: 'orders' }),
      { ownKeys: (target) => ['gone', ...Reflect.ownKeys(target)] },
    );
    const wrapper = carryOver(() => undefined, original);
    assert.equal((wrapper as { queue?: string }).queue, 'orders');
    assert.deepEqual(diagnostics.lines, []);
  });

  describe('metadata of reflect-metadata', () => {
    const names = ['getOwnMetadataKeys', 'getOwnMetadata', 'defineMetadata'] as const;
    let store: Map<object, Map<unknown, unknown>>;
    /** The polyfill itself, where another test has loaded it. */
    let real: (PropertyDescriptor | undefined)[];
    const offer = (...offered: readonly (typeof names)[number][]): void => {
      const metadata = metadataOf(store);
      for (const name of names) {
        const value = offered.includes(name) ? metadata[name] : undefined;
        Object.defineProperty(Reflect, name, { value, configurable: true });
      }
    };
    const original = (): void => undefined;
    before(() => void (real = names.map((name) => Object.getOwnPropertyDescriptor(Reflect, name))));
    beforeEach(() => void (store = new Map([[original, new Map<unknown, unknown>([['design:roles', ['admin']]])]])));
    afterEach(() => {
      for (const [index, name] of names.entries()) {
        const descriptor = real[index];
        if (descriptor) Object.defineProperty(Reflect, name, descriptor);
        else Reflect.deleteProperty(Reflect, name);
      }
    });

    it('all of them', () => {
      offer(...names);
      const wrapper = carryOver(() => undefined, original);
      assert.deepEqual(store.get(wrapper), new Map([['design:roles', ['admin']]]));
      assert.deepEqual(diagnostics.lines, []);
    });

    for (const missing of names) {
      it(`not where a polyfill has no ${missing}, of which nobody has to hear`, () => {
        offer(...names.filter((name) => name !== missing));
        const wrapper = carryOver(() => undefined, original);
        assert.equal(store.get(wrapper), undefined);
        assert.deepEqual(diagnostics.lines, []);
      });
    }
  });
});
