import assert from 'node:assert/strict';
import Module, { createRequire } from 'node:module';
import type * as moduleLoader from '../../../src/attach/moduleLoader';
import { SdkLayout } from '../sdkLayout';
import { asNew } from './asNew';

const loader = Module as unknown as { _load: (...args: unknown[]) => unknown };

describe('the hook of the loader', () => {
  let layout: SdkLayout;
  let heard: string[];
  let app: typeof moduleLoader;
  let original: typeof loader._load;
  beforeEach(() => {
    original = loader._load;
    layout = new SdkLayout();
    heard = [];
    app = asNew((load) => load('./attach/moduleLoader') as typeof moduleLoader);
  });
  afterEach(() => {
    loader._load = original;
    for (const path of Object.keys(require.cache)) {
      if (path.startsWith(layout.directory)) Reflect.deleteProperty(require.cache, path);
    }
    layout.remove();
  });

  const listen = (instead?: object): void =>
    app.listenToModules((_exports, request) => {
      heard.push(request.replace(layout.directory, ''));
      return instead;
    });
  const load = (file: string, source: string): unknown => {
    const path = layout.write(file, source);
    return createRequire(path)(path);
  };

  it('is there from the moment when somebody listens, once, and looks like what it stands on', () => {
    assert.equal(loader._load, original);
    listen();
    const hooked = loader._load;
    assert.notEqual(hooked, original);
    assert.deepEqual([hooked.name, hooked.length], [original.name, original.length]);
    listen();
    app.viewRequests(['x'], () => 1);
    assert.equal(loader._load, hooked);
  });

  it('tells of modules of the SDK and of sqs-consumer, and of no others', () => {
    listen();
    const told = [
      '/node_modules/@aws-sdk/client-things/dist-cjs/index.js',
      '/node_modules/@smithy/things/dist-cjs/index.js',
      '/node_modules/sqs-consumer/dist/cjs/index.js',
      '/node_modules/.pnpm/sqs-consumer@12.0.0/node_modules/sqs-consumer/dist/cjs/consumer.cjs',
      '/node_modules/sqs-consumer-next/index.js',
    ];
    const others = [
      '/node_modules/@aws-sdkx/things/index.js',
      '/node_modules/@my/aws-sdk/index.js',
      '/node_modules/sqs/consumer.js',
      '/node_modules/sqs-consumer.js',
      '/lib/@aws-sdk/things/index.js',
      '/lib/@smithy/index.js',
      '/app.js',
    ];
    for (const file of [...told, ...others]) load(file, 'exports.any = 1;');
    assert.deepEqual(heard, told);
    // A program's own file has nobody that requires it.
    assert.deepEqual(loader._load(layout.write('main.js', 'exports.any = 2;'), undefined, false), { any: 2 });
  });

  it('tells of them by their names', () => {
    layout.add('@aws-sdk/client-things', 'exports.any = 1;');
    layout.add('@smithy/things', 'exports.any = 1;');
    layout.add('sqs-consumer', 'exports.any = 1;');
    layout.add('things', 'exports.any = 1;');
    const names = ['@aws-sdk/client-things', '@smithy/things', 'sqs-consumer'];
    const require = createRequire(layout.write('app.js', ''));
    listen();
    for (const name of [...names, 'things', 'node:fs', 'fs']) assert.ok(require(name), name);
    assert.deepEqual(heard, names);
  });

  it('tells of what the SDK itself requires, but for modules of Node.js', () => {
    listen();
    layout.add('base', 'exports.Client = class {};');
    load(
      'node_modules/@aws-sdk/client-things/index.js',
      "require('base'); require('node:fs'); require('fs'); exports.any = 1;",
    );
    assert.deepEqual(heard, ['base', '/node_modules/@aws-sdk/client-things/index.js']);
  });

  it('gives what the listener gives, and the exports where it gives nothing', () => {
    listen();
    assert.deepEqual(load('node_modules/@aws-sdk/client-things/index.js', 'exports.any = 1;'), { any: 1 });
    const copy = { any: 2 };
    listen(copy);
    // Another file: OpenTelemetry's own hook remembers what it was given for the first.
    assert.equal(load('node_modules/@aws-sdk/client-others/index.js', 'exports.any = 1;'), copy);
    assert.deepEqual(load('app.js', 'exports.any = 1;'), { any: 1 });
  });

  it('gives a view of a file to whoever asks for exactly this path', () => {
    const path = layout.write('handler.js', 'exports.handler = 1;');
    const other = layout.write('other.js', 'exports.handler = 1;');
    const ask = createRequire(path);
    app.viewRequests([path, 'of another'], (exports) => ({ viewed: exports }));
    assert.deepEqual(ask('./handler.js'), { handler: 1 });
    Reflect.deleteProperty(require.cache, path);
    assert.deepEqual(ask(path), { viewed: { handler: 1 } });
    assert.deepEqual(ask(other), { handler: 1 });
    assert.deepEqual(app.loadedModule(path), { handler: 1 });
    assert.equal(app.loadedModule(`${path}.none`), undefined);
    assert.deepEqual(heard, []);
  });

  it('knows which modules of the SDK are loaded, and which are not complete yet', () => {
    const at = (file: string): string => `${layout.directory}/node_modules/${file}`;
    const [complete, cycle, other] = [{}, {}, {}];
    const cache = require.cache as Record<string, unknown>;
    cache[at('@aws-sdk/client-things/index.js')] = { exports: complete, loaded: true };
    cache[at('sqs-consumer/index.js')] = { exports: complete, loaded: true };
    cache[at('@smithy/cycle/index.js')] = { exports: cycle, loaded: false };
    cache[at('@smithy/none/index.js')] = undefined;
    cache[at('other/index.js')] = { exports: other, loaded: true };
    const found: unknown[] = [];
    app.forEachLoadedModule((_exports, path) => void found.push(path));
    assert.deepEqual(
      found.filter((path) => String(path).startsWith(layout.directory)),
      [at('@aws-sdk/client-things/index.js'), at('sqs-consumer/index.js')],
    );
    assert.deepEqual([complete, cycle, {}, undefined].map(app.isLoading), [false, true, false, false]);
  });

  it('cannot be there where a host has a `require` that throws: the way out is told', () => {
    const require = Object.getOwnPropertyDescriptor(Module.prototype, 'require') ?? assert.fail();
    const cause = new Error('of the host');
    const fail = (): never => {
      throw cause;
    };
    let thrown: unknown;
    Object.defineProperty(Module.prototype, 'require', { get: fail, configurable: true });
    try {
      app.assertHookable();
    } catch (error) {
      thrown = error;
    } finally {
      Object.defineProperty(Module.prototype, 'require', require);
    }
    assert.ok(thrown instanceof Error);
    assert.match(thrown.message, /instrumentClient\(client\)/);
    assert.equal(thrown.cause, cause);
    app.assertHookable();
  });
});
