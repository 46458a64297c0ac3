import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { SqsInstrumentation } from '../../src';
import { lookForConsumer } from '../../src/attach/consumerPolls';
import { SdkLayout } from './sdkLayout';

/** What the library always asks with. */
const INPUT = {
  AttributeNames: undefined,
  MessageAttributeNames: undefined,
  MaxNumberOfMessages: 1,
  WaitTimeSeconds: 20,
  VisibilityTimeout: undefined,
};

const NAMES = { AttributeNames: [], MessageAttributeNames: [], VisibilityTimeout: 1 };

/** The name that the method has in the library. */
const receiveMessage = (input: object): ReturnType<typeof lookForConsumer> => lookForConsumer(input);

/** What is seen of whole programs is in consumerPolls.test.ts. */
describe('a receive that may be one of sqs-consumer in a bundle', () => {
  let own: PropertyDescriptor | undefined;
  beforeEach(() => {
    own = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
    Reflect.deleteProperty(Error, 'prepareStackTrace');
  });
  afterEach(() => {
    Reflect.deleteProperty(Error, 'prepareStackTrace');
    if (own !== undefined) Object.defineProperty(Error, 'prepareStackTrace', own);
  });

  it('is known by the name of its method and by all that it asks with', async () => {
    const poll = receiveMessage(INPUT) ?? assert.fail();
    assert.equal(await poll.found, undefined);
    assert.equal(lookForConsumer(INPUT), undefined);
    for (const name of Object.keys(INPUT)) {
      const others = Object.entries(INPUT).filter(([other]) => other !== name);
      assert.equal(receiveMessage(Object.fromEntries(others)), undefined, name);
    }
  });

  it('leaves nothing behind in stack traces', () => {
    const { stackTraceLimit } = Error;
    receiveMessage(INPUT);
    assert.equal(Object.hasOwn(Error, 'prepareStackTrace'), false);
    assert.equal(Error.stackTraceLimit, stackTraceLimit);
  });

  it('leaves what the application has defined there, be it an accessor', () => {
    const prepare = (): string => 'of the application';
    Error.prepareStackTrace = prepare;
    receiveMessage(INPUT);
    assert.equal(Reflect.get(Error, 'prepareStackTrace'), prepare);

    let value: unknown;
    const accessor = { get: () => value, set: (given: unknown) => void (value = given), configurable: true };
    Object.defineProperty(Error, 'prepareStackTrace', accessor);
    receiveMessage(INPUT);
    assert.deepEqual(Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace'), { ...accessor, enumerable: true });
    assert.equal(value, undefined);
  });

  it('is not known where stack traces cannot be had in parts', () => {
    Object.defineProperty(Error, 'prepareStackTrace', { get: () => undefined, set: () => {}, configurable: true });
    assert.equal(receiveMessage(INPUT), undefined);
    Object.defineProperty(Error, 'prepareStackTrace', { value: undefined, writable: false, configurable: true });
    assert.equal(receiveMessage(INPUT), undefined);
  });
});

/** The library, as far as it is looked for: its method tells who is to look. */
const LIBRARY = `class Consumer {
  static create() {}
  receiveMessage(look) { return look({}); }
  processMessage() {}
  executeHandler() {}
}`;

interface Library {
  readonly Consumer: new () => { receiveMessage(look: typeof lookForConsumer): ReturnType<typeof lookForConsumer> };
}

describe('a receive of sqs-consumer that no hook has seen', () => {
  let layout: SdkLayout;
  let instrumentation: SqsInstrumentation;
  beforeEach(() => {
    layout = new SdkLayout();
    instrumentation = new SqsInstrumentation();
    instrumentation.disable();
  });
  afterEach(() => {
    instrumentation.disable();
    for (const path of Object.keys(require.cache)) {
      if (path.startsWith(layout.directory)) Reflect.deleteProperty(require.cache, path);
    }
    layout.remove();
  });

  const assertFound = async ({ Consumer }: Library): Promise<void> => {
    const method = (): unknown => Reflect.get(Consumer.prototype as object, 'processMessage');
    const original = method();
    instrumentation.enable();
    // As where it is linked before any module runs.
    Object.defineProperty(Consumer.prototype, 'processMessage', {
      value: original,
      writable: true,
      configurable: true,
    });
    const poll = new Consumer().receiveMessage(lookForConsumer) ?? assert.fail();
    await poll.found;
    assert.notEqual(method(), original);
    assert.equal(new Consumer().receiveMessage(lookForConsumer)?.found, poll.found);
  };
  const write = (file: string, source: string): string =>
    layout.write(`node_modules/sqs-consumer/dist/${file}`, `${LIBRARY}\n${source}`);

  it('finds the class of a CommonJS module', async () => {
    const path = write('consumer.js', 'exports.Consumer = Consumer;');
    await assertFound(createRequire(path)(path) as Library);
  });

  it('finds the class of an ES module', async () => {
    const path = write('consumer.mjs', 'export { Consumer };');
    await assertFound((await import(pathToFileURL(path).href)) as Library);
  });

  describe('in a package that somebody has given another name', () => {
    const ASKS = LIBRARY.replace('look({})', `look(${JSON.stringify({ ...INPUT, ...NAMES })})`);
    const found = async (path: string, exports: Library): Promise<boolean> => {
      const method = (): unknown => Reflect.get(exports.Consumer.prototype as object, 'processMessage');
      const original = method();
      const poll = new exports.Consumer().receiveMessage(lookForConsumer) ?? assert.fail(path);
      await poll.found;
      return method() !== original;
    };
    const load = async (file: string): Promise<[string, Library]> => {
      const path = layout.write(
        file,
        `${ASKS}\n${file.endsWith('.mjs') ? 'export { Consumer };' : 'exports.Consumer = Consumer;'}`,
      );
      const exports: unknown = file.endsWith('.mjs')
        ? await import(pathToFileURL(path).href)
        : createRequire(path)(path);
      return [path, exports as Library];
    };

    it('is found where that is a package, or a CommonJS module that is loaded', async () => {
      instrumentation.enable();
      for (const file of ['node_modules/jobs/dist/consumer.mjs', 'node_modules/jobs/dist/consumer.js', 'jobs.js']) {
        assert.equal(await found(...(await load(file))), true, file);
      }
    });

    it('is not looked for in a file of the application that would have to run for it, until it has', async () => {
      instrumentation.enable();
      assert.equal(await found(...(await load('app.mjs'))), false);
      const [path, exports] = await load('node_modules/jobs/dist/other.js');
      const module = require.cache[path];
      Reflect.deleteProperty(require.cache, path);
      assert.equal(await found(path, exports), false);
      assert.equal(require.cache[path], undefined);
      require.cache[path] = module;
      assert.equal(await found(path, exports), true);
    });
  });

  it('waits a second and no longer for a module that never ends', async () => {
    let given: Library['Consumer'] | undefined;
    const world = globalThis as { take?: (consumer: Library['Consumer']) => void };
    const path = write('endless.mjs', 'export { Consumer }; globalThis.take(Consumer); await new Promise(() => {});');
    await new Promise<void>((resolve) => {
      world.take = (consumer) => {
        given = consumer;
        resolve();
      };
      void import(pathToFileURL(path).href);
    });
    delete world.take;
    const Consumer = given ?? assert.fail();
    assert.equal(await new Consumer().receiveMessage(lookForConsumer)?.found, undefined);
  });
});
