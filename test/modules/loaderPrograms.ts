import type { Programs } from './program';

/** Programs around the loader: builtin modules, attributes, hooks, workers, and what else an application does there. */
export const LOADER_PROGRAMS: Programs = {
  'builtin modules': {
    'main.mjs': `
      import fs, { existsSync } from 'node:fs'; import * as bare from 'fs'; import { EventEmitter } from 'events'; import Events from 'node:events';
      import { createRequire, syncBuiltinESMExports } from 'node:module';
      import http, { request } from 'node:http';
      const require = createRequire(import.meta.url);
      console.log(fs === require('fs'), bare.default === fs, EventEmitter === Events, request === http.request, require('http') === http);
      fs.existsSync = () => 'patched'; console.log(existsSync('/') !== 'patched', bare.existsSync('/') !== 'patched'); syncBuiltinESMExports();
      console.log(existsSync('/'), bare.existsSync('/'), process.getBuiltinModule?.('fs') === fs, Object.isExtensible(fs));
      console.log(Object.keys(bare).length > 100, 'module.exports' in bare, request.name, request.length);`,
  },
  'mocks of node:test': {
    options: '--experimental-test-module-mocks --no-warnings',
    'main.mjs': `
      import { mock } from 'node:test'; import fs from 'node:fs'; import http from 'node:http'; import timers from 'node:timers';
      mock.method(fs, 'readFileSync', () => 'mocked'); console.log(fs.readFileSync('/nowhere'), fs.readFileSync.mock.callCount());
      mock.method(http, 'request', () => 'mocked'); console.log(http.request());
      mock.timers.enable({ apis: ['setTimeout', 'Date'] }); setTimeout(() => console.log('timer', Date.now()), 1000); mock.timers.tick(1000);
      mock.restoreAll(); console.log(typeof http.request.mock, fs.existsSync('/'), typeof timers.setTimeout);
      try {
        mock.module?.('./x.mjs', { namedExports: { x: 'mocked' }, defaultExport: 'mocked' }); console.log((await import('./x.mjs')).x);
        mock.module?.('node:readline', { namedExports: { y: 1 } }); console.log((await import('node:readline')).y);
        mock.module?.('./z.cjs', { defaultExport: { z: 1 } }); console.log((await import('./z.cjs')).default);
      } catch ({ code, message }) { console.log(code, message); }`,
    'x.mjs': "export const x = 'real'; export default x;",
    'z.cjs': "module.exports = 'real';",
  },
  'JSON with import attributes': {
    'main.mjs': `
      import data from './data.json' with { type: 'json' };
      console.log(data, (await import('./data.json', { with: { type: 'json' } })).default === data);
      for (const attributes of [undefined, { with: { type: 'nothing' } }, { with: { type: 'json', more: '1' } }]) {
        await import('./data.json', attributes).catch(({ code, message }) => console.log(code, message));
      }
      await import('./broken.json', { with: { type: 'json' } }).catch(({ name, message }) => console.log(name, message));
      await import('./x.mjs', { with: { type: 'json' } }).catch(({ code, message }) => console.log(code, message));`,
    'data.json': '{ "a": [1] }',
    'broken.json': '{',
    'x.mjs': '',
  },
  'scripts of vm that import': {
    options: '--no-warnings',
    'main.mjs': `
      import vm from 'node:vm';
      const run = (code) => new vm.Script(code, { importModuleDynamically: vm.constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER }).runInThisContext();
      for (const name of ['node:path', 'path', 'data:text/javascript,export let join', 'node:nothing']) {
        await run(\`import('\${name}')\`).then((path) => console.log(Object.keys(path).includes('join')), ({ code }) => console.log(code));
      }`,
  },
  'data: URLs and WebAssembly': {
    'main.mjs': `
      import data from 'data:application/json,{"a":1}' with { type: 'json' };
      import { value } from 'data:text/javascript,export let value = 1; import fs from "node:fs"; export default fs';
      import { readFileSync } from 'node:fs';
      const bytes = Buffer.from('AGFzbQEAAAABBQFgAAF/AwIBAAcFAQFmAAAKBgEEAEEqCw==', 'base64');
      const { instance } = await WebAssembly.instantiate(bytes); console.log(data, value, instance.exports.f());
      await import('data:text/javascript,import "./x.mjs"').catch(({ code }) => console.log(code));
      await import('./f.wasm').then((ns) => console.log(ns), ({ code }) => console.log(code));
      await import('https://127.0.0.1/x.mjs').catch(({ code }) => console.log(code));`,
    'f.wasm': 'no wasm',
  },
  'hooks of the application, in the same thread': {
    'main.mjs': `
      import Module from 'node:module';
      if (Module.registerHooks === undefined) console.log('none');
      else {
        const seen = [];
        const one = Module.registerHooks({
          resolve: (name, context, next) => (name === 'virtual:one' ? { url: 'virtual:one', format: 'module', shortCircuit: true } : next(name, context)),
          load: (url, context, next) => (url === 'virtual:one' ? { source: 'export default "virtual"', format: 'module', shortCircuit: true } : next(url, context)),
        });
        const two = Module.registerHooks({ load: (url, context, next) => { const result = next(url, context); seen.push([url.split('/').pop(), result.format, context.format]); return result; } });
        console.log((await import('virtual:one')).default, (await import('./x.mjs')).default, (await import('./y.cjs')).default, seen);
        one.deregister(); two.deregister(); await import('virtual:two').catch(({ code }) => console.log(code));
      }`,
    'x.mjs': "export default 'x';",
    'y.cjs': "module.exports = require('./z.cjs');",
    'z.cjs': "module.exports = 'z';",
  },
  'a hook that has the source of a CommonJS module': {
    'main.cjs': `
      const Module = require('node:module');
      Module.registerHooks?.({
        resolve: (name, context, next) => (name.startsWith('virtual') ? { url: 'file:///nowhere/' + name + '.cjs', format: 'commonjs', shortCircuit: true } : next(name, context)),
        load: (url, context, next) => (url.startsWith('file:///nowhere/') ? { source: 'module.exports = { virtual: __filename, sep: require("node:path").sep }', format: 'commonjs', shortCircuit: true } : next(url, context)),
      });
      for (const name of ['virtual', './inner.cjs']) { try { console.log(require(name)); } catch ({ code, message }) { console.log(code, message.split('\\n')[0]); } }
      import('virtual-too').then((ns) => console.log(ns.default), ({ code, message }) => console.log(code, message.split('\\n')[0]));`,
    'inner.cjs': "module.exports = 'inner';",
  },
  'hooks of the application, in a thread of their own': {
    options: '--no-deprecation',
    'main.mjs': `
      import { register } from 'node:module';
      register('./hooks.mjs', import.meta.url, { data: 'data' });
      console.log((await import('virtual:one')).default, (await import('./x.mjs')).default, (await import('./y.cjs')).default, (await import('sqs-consumer')).start());`,
    'hooks.mjs': `
      let given; export const initialize = (data) => { given = data; };
      export const resolve = (name, context, next) => (name.startsWith('virtual:') ? { url: name, format: 'module', shortCircuit: true } : next(name, context));
      export const load = (url, context, next) => (url.startsWith('virtual:') ? { source: 'export default ' + JSON.stringify(given), format: 'module', shortCircuit: true } : next(url, context));`,
    'x.mjs': "export default 'x';",
    'y.cjs': "module.exports = 'y';",
  },
  'a loader that another tool registers': {
    options: '--import ./tool.mjs --no-deprecation',
    'tool.mjs': "import { register } from 'node:module'; register('./hooks.mjs', import.meta.url);",
    'hooks.mjs':
      "export const load = async (url, context, next) => (url.endsWith('.special') ? { format: 'module', source: 'export default 1', shortCircuit: true } : next(url, context));",
    'main.mjs': "import one from './x.special'; import y from './y.cjs'; console.log(one, y);",
    'x.special': '',
    'y.cjs': "module.exports = [__filename, require('./z.cjs')];",
    'z.cjs': "module.exports = require('node:path').basename(__filename);",
  },
  'worker threads': {
    'main.mjs': `
      import { Worker } from 'node:worker_threads'; import { once } from 'node:events';
      const run = async (file, options) => {
        const worker = new Worker(file, options); const said = []; worker.on('message', (message) => said.push(message)).on('error', ({ message }) => said.push(message));
        const [code] = await once(worker, 'exit'); console.log(said, code);
      };
      await run(new URL('./worker.mjs', import.meta.url), { workerData: 1 });
      await run(new URL('./worker.cjs', import.meta.url), { env: { ONE: '1', OTEL_TRACES_EXPORTER: 'none' }, argv: ['a'] });
      await run("require('node:worker_threads').parentPort.postMessage(typeof module)", { eval: true });
      await run(new URL('data:text/javascript,import { parentPort } from "node:worker_threads"; parentPort.postMessage("data:")'));
      await run(new URL('./fails.mjs', import.meta.url)).catch(({ message }) => console.log(message));`,
    'worker.mjs': `
      import { parentPort, workerData, threadId, isMainThread } from 'node:worker_threads'; import { count, load } from './live.mjs'; import './live.mjs?again';
      load(); parentPort.postMessage([workerData, threadId > 0, isMainThread, count, import.meta.url]); parentPort.postMessage((await import('sqs-consumer')).start());`,
    'live.mjs': 'export let count = 0; export const load = () => { count++; };',
    'worker.cjs':
      "require('node:worker_threads').parentPort.postMessage([Object.keys(process.env), process.argv.slice(2), require.main?.id]); process.exitCode = 3;",
    'fails.mjs': "throw new Error('thrown in a worker');",
  },
  'processes of the application': {
    'main.mjs': `
      import { fork, spawnSync } from 'node:child_process'; import { once } from 'node:events';
      const child = fork(new URL('./child.mjs', import.meta.url)); const [message] = await once(child, 'message'); const [code] = await once(child, 'exit'); console.log(message, code);
      for (const args of [['--input-type=module', '-e', 'import p from "path"; console.log(import.meta.url.slice(0, 5), p.sep)'], ['-p', 'typeof require'], ['--check', 'child.mjs'], ['nothing.mjs']]) {
        const { status, stdout } = spawnSync(process.execPath, [...process.execArgv, ...args], { encoding: 'utf8', cwd: import.meta.dirname ?? new URL('.', import.meta.url) }); console.log(status, stdout);
      }`,
    'child.mjs': 'process.send([import.meta.url, process.connected]); process.exitCode = 5; process.disconnect();',
  },
  'symbolic links': {
    'main.mjs': `
      import { symlinkSync, rmSync } from 'node:fs'; import { createRequire } from 'node:module';
      const link = new URL('./link-' + process.pid + '.mjs', import.meta.url); symlinkSync(new URL('./x.mjs', import.meta.url), link);
      const one = await import('./x.mjs'); const two = await import(link.href); rmSync(link); console.log(one === two, two.url === one.url, createRequire(import.meta.url)('./y.cjs'));`,
    'x.mjs': 'export const { url } = import.meta;',
    'y.cjs': 'module.exports = __filename;',
  },
  'what is global': {
    'main.mjs': `
      console.log(Object.getOwnPropertyNames(globalThis).length, Object.keys(globalThis), Error.stackTraceLimit, Error.prepareStackTrace);
      console.log(process.exitCode, process.listenerCount('warning'), process.listenerCount('uncaughtException'), process.listenerCount('unhandledRejection'));
      console.log(Object.keys(process.env).filter((name) => name.includes('SQS')), process.argv.length, Promise.prototype.then.name, String(setTimeout).length);`,
  },
  'what is stored for a task, across an import': {
    'main.mjs': `
      import { AsyncLocalStorage } from 'node:async_hooks';
      const storage = new AsyncLocalStorage();
      await storage.run('stored', async () => { console.log((await import('./x.mjs')).get(storage), storage.getStore()); });
      console.log('end', storage.getStore());`,
    'x.mjs': "console.log('x'); export const get = (storage) => storage.getStore();",
  },
};
