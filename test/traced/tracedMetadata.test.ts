// oxlint-disable-next-line import/no-unassigned-import -- it adds to `Reflect`
import 'reflect-metadata';
import assert from 'node:assert/strict';
import { Traced, traced, wrapBatchHandler, wrapMessageHandler } from '../../src';
import { type Tracing, startTracing } from '../support/tracing';

/** What `reflect-metadata` adds. */
const { defineMetadata, getMetadata, getMetadataKeys } = Reflect as unknown as {
  readonly defineMetadata: (key: unknown, value: unknown, target: object) => void;
  readonly getMetadata: (key: unknown, target: object) => unknown;
  readonly getMetadataKeys: (target: object) => unknown[];
};

type Legacy = (target: object, key: string, descriptor: PropertyDescriptor) => void;

/** As NestJS does. @see https://github.com/nestjs/nest/blob/master/packages/common/decorators/core/set-metadata.decorator.ts */
const SetMetadata =
  (key: unknown, value: unknown): Legacy =>
  (_target, _key, { value: method }) =>
    defineMetadata(key, value, method as object);

const QUEUE = Symbol('queue');

/** As others do, on the method itself. */
const Queue =
  (name: string): Legacy =>
  (_target, _key, { value: method }) =>
    void Object.assign(method as object, { queueName: name, [QUEUE]: { name } });

/** As TypeScript applies decorators to a method: the last one first. */
function decorated(...decorators: Legacy[]): () => unknown {
  class Orders {
    place(this: void, _order: unknown, _user: unknown): string {
      return 'placed';
    }
  }
  const descriptor = Object.getOwnPropertyDescriptor(Orders.prototype, 'place') ?? assert.fail();
  for (const decorate of decorators.toReversed()) decorate(Orders.prototype, 'place', descriptor);
  Object.defineProperty(Orders.prototype, 'place', descriptor);
  return Reflect.get(Orders.prototype, 'place') as () => unknown;
}

describe('what decorators keep on a method that is traced', () => {
  let tracing: Tracing;
  before(() => void (tracing = startTracing()));
  after(() => tracing.stop());
  beforeEach(() => tracing.reset());

  const Span = Traced({ name: 'place' }) as unknown as Legacy;
  const Roles = SetMetadata('roles', ['admin']);
  const Path = SetMetadata('path', '/orders');
  const ORDERS: Readonly<Record<string, readonly Legacy[]>> = {
    'Traced first': [Span, Roles, Path, Queue('orders')],
    'Traced in between': [Roles, Span, Path, Queue('orders')],
    'Traced last': [Roles, Path, Queue('orders'), Span],
    'Traced twice': [Span, Roles, Path, Queue('orders'), Span],
  };

  for (const [title, decorators] of Object.entries(ORDERS)) {
    it(`stays: ${title}`, () => {
      const place = decorated(...decorators);
      assert.deepEqual(getMetadata('roles', place), ['admin']);
      assert.equal(getMetadata('path', place), '/orders');
      assert.equal(getMetadataKeys(place).length, 2);
      assert.equal(Reflect.get(place, 'queueName'), 'orders');
      assert.deepEqual(Reflect.get(place, QUEUE), { name: 'orders' });
      assert.deepEqual([place.name, place.length], ['place', 2]);
      assert.equal(place(), 'placed');
      assert.ok(tracing.spans('place').length > 0);
    });
  }

  it('stays on functions that are wrapped, with name, length and kind', () => {
    async function handle(_one: unknown, _two: unknown): Promise<void> {}
    defineMetadata('roles', ['admin'], handle);
    Object.assign(handle, { queueName: 'orders' });
    for (const wrapper of [traced(handle), wrapMessageHandler(handle), wrapBatchHandler(handle)]) {
      assert.notEqual(wrapper, handle);
      assert.deepEqual(getMetadata('roles', wrapper), ['admin']);
      assert.equal(Reflect.get(wrapper, 'queueName'), 'orders');
      assert.deepEqual([wrapper.name, wrapper.length], ['handle', 2]);
      assert.equal(Reflect.get(wrapper, Symbol.toStringTag), 'AsyncFunction');
    }
  });

  it('may be of a kind that cannot be read', () => {
    const secret = new Proxy((): number => 7, {
      ownKeys: () => {
        throw new Error('hands off');
      },
    });
    assert.equal(traced(secret, { name: 'secret' })(), 7);
    assert.equal(wrapMessageHandler(secret)({}), 7);
  });
});
