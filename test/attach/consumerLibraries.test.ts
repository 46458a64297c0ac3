import assert from 'node:assert/strict';
import { processMessage } from '../../src';
import { type Wrapping, consumerLibraries } from '../../src/attach/consumerLibraries';
import type { AnyFunction } from '../../src/attach/patches';
import { message, startConsumerWorld } from '../process/consumerWorld';
import { useWorld } from '../support/useWorld';

type Holder = Record<string, AnyFunction>;

/** How a middleware of Middy looks, and what makes it. */
interface Middleware {
  readonly after: (request: object) => string;
}
type Make = () => Middleware;
const make: Make = () => ({ after: () => 'response' });

/** As the base class of an instrumentation does it. */
function wrapping(): Wrapping {
  const originals = new Map<AnyFunction, AnyFunction>();
  return {
    wrap(holder, name, wrapper) {
      const members = holder as Holder;
      const original = members[name] ?? assert.fail(name);
      members[name] = (wrapper as (original: AnyFunction) => AnyFunction)(original);
      originals.set(members[name], original);
    },
    unwrap(holder, name) {
      const members = holder as Holder;
      members[name] = originals.get(members[name] ?? assert.fail(name)) ?? assert.fail(name);
    },
  };
}

describe('a library that processes messages', () => {
  const world = useWorld(startConsumerWorld);
  let definitions: ReturnType<typeof consumerLibraries>;
  beforeEach(() => void (definitions = consumerLibraries(wrapping())));
  const definition = (name: string) => definitions.find((each) => each.name === name) ?? assert.fail(name);
  const patched = (name: string, exports: unknown): unknown => definition(name).patch?.(exports);
  const unpatch = (name: string, exports: unknown): void => definition(name).unpatch?.(exports);

  it('is looked for by its name, in these releases', () => {
    assert.deepEqual(
      definitions.map(({ name, supportedVersions }) => [name, ...supportedVersions]),
      [
        ['sqs-consumer', '*'],
        ['@aws-lambda-powertools/batch', '>=2 <4'],
        ['@middy/sqs-partial-batch-failure', '>=3 <9'],
      ],
    );
  });

  it('is sqs-consumer: its class is found, and a module without it is left alone', async () => {
    class Consumer {
      static create(): void {}
      async processMessage(_message: unknown): Promise<void> {}
      async executeHandler(): Promise<void> {}
    }
    const exports = { Consumer };
    assert.equal(patched('sqs-consumer', exports), exports);
    await new Consumer().processMessage(message());
    assert.equal(world.tracing.spans().length, 1);
    assert.equal(patched('sqs-consumer', undefined), undefined);
  });

  it('is Powertools: each record has a process span, until it is taken off', () => {
    class BatchProcessor {
      processRecord(_record: object): string {
        return 'processed';
      }
    }
    const method = (): unknown => Reflect.get(BatchProcessor.prototype, 'processRecord');
    const original = method();
    const exports = { BatchProcessor };
    assert.equal(patched('@aws-lambda-powertools/batch', exports), exports);
    assert.equal(new BatchProcessor().processRecord(message()), 'processed');
    assert.equal(world.tracing.spans().length, 1);
    unpatch('@aws-lambda-powertools/batch', exports);
    assert.equal(method(), original);
  });

  describe("is Middy's middleware for partial failures", () => {
    const NAME = '@middy/sqs-partial-batch-failure';

    /** The reasons for which records failed are known to the middleware alone. */
    const assertTraced = async (makes: Make): Promise<void> => {
      const record = message();
      const { after } = makes();
      await processMessage(record, async () => {
        const response = [{ status: 'rejected', reason: new RangeError('of the record') }];
        assert.equal(after({ event: { Records: [record] }, response }), 'response');
      });
      assert.equal(world.tracing.span('process').status.message, 'of the record');
    };

    it('as a function that is exported', async () => {
      const made = patched(NAME, make);
      assert.notEqual(made, make);
      await assertTraced(made as Make);
    });

    it('as the default of a CommonJS module, until it is taken off', async () => {
      const exports = { default: make, other: 1 };
      assert.equal(patched(NAME, exports), exports);
      assert.notEqual(exports.default, make);
      await assertTraced(exports.default);
      unpatch(NAME, exports);
      assert.equal(exports.default, make);
    });

    it('as the default of an ES module, which itself cannot be changed', async () => {
      const source = "export const other = 1; export default () => ({ after: () => 'response' });";
      const namespace = (await import(`data:text/javascript,${encodeURIComponent(source)}`)) as { default: Make };
      const { default: original } = namespace;
      const view = patched(NAME, namespace) as typeof namespace & { other: number };
      assert.deepEqual([view.other, Object.keys(view)], [1, ['default']]);
      assert.notEqual(view.default, original);
      assert.equal(namespace.default, original);
      await assertTraced(view.default);
    });

    it('and nothing else of that name', () => {
      for (const exports of [undefined, null, 7, {}, { default: undefined }, { default: { after: 1 } }]) {
        assert.equal(patched(NAME, exports), exports);
        unpatch(NAME, exports);
      }
      const named = Object.assign(() => make(), { default: make });
      unpatch(NAME, named);
      assert.equal(named.default, make);
    });
  });
});
