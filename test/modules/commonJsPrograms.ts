import type { Programs } from './program';

/** Programs of CommonJS, alone and together with ES modules. */
export const COMMONJS_PROGRAMS: Programs = {
  'the loader itself': {
    'main.cjs': `
      const Module = require('node:module');
      console.log(Module._load.name, Module._load.length);`,
  },
  'a cycle of CommonJS modules': {
    'main.cjs':
      "const a = require('./a.cjs'); console.log(a, require('./b.cjs'), module.children.map(({ id }) => id));",
    'a.cjs': "exports.early = 1; exports.b = require('./b.cjs'); exports.late = exports.b.seen;",
    'b.cjs': "const a = require('./a.cjs'); exports.seen = { ...a }; exports.nothing = a.nothing;",
  },
  'what a CommonJS module knows of itself': {
    'main.cjs': `
      console.log(require.main === module, module.id, module.parent, module.paths, module.loaded, process.argv[1] === __filename);
      console.log(typeof require.resolve.paths, require.resolve('./x.cjs'), require.resolve.paths('y'), this === exports);
      require('./x.cjs'); console.log(module.children.length, module.children[0].loaded);
      console.log(Object.keys(require.cache).filter((file) => file.startsWith(__dirname)));
      console.log(Object.keys(require.extensions), arguments.length);`,
    'x.cjs': 'console.log(module.parent.id, require.main.id, module.loaded, module.paths[0]);',
  },
  'errors of require': {
    'main.cjs': `
      for (const name of ['./none', 'nowhere', './broken.json', './throws.cjs', './throws.cjs', 'node:nothing', 'closed/x', '']) {
        try { require(name); } catch ({ name: kind, code, message, requireStack }) { console.log(kind, code, message, requireStack); }
      }
      console.log(require.cache[require.resolve('./throws.cjs')]);`,
    'broken.json': '{',
    'throws.cjs': "console.log('runs'); throw new Error('thrown');",
    'node_modules/closed/package.json': '{ "name": "closed", "exports": {} }',
  },
  'modules that are taken out of the cache': {
    'main.cjs': `
      const one = require('./x.cjs'); delete require.cache[require.resolve('./x.cjs')]; const two = require('./x.cjs');
      require.cache[require.resolve('./x.cjs')].exports = 'replaced';
      console.log(one === two, one.id, two.id, require('./x.cjs'));`,
    'x.cjs': 'exports.id = globalThis.runs = (globalThis.runs ?? 0) + 1;',
  },
  'a loader that an application extends': {
    'main.cjs': `
      const Module = require('node:module');
      const { _load, _resolveFilename } = Module;
      Module._load = function (...args) { if (args[0] === 'virtual') return { self: this === Module, count: args.length }; return Reflect.apply(_load, this, args); };
      Module._resolveFilename = function (request, ...rest) { return _resolveFilename.call(this, request.replace('@/', './'), ...rest); };
      require.extensions['.text'] = (module, file) => { module.exports = require('node:fs').readFileSync(file, 'utf8'); };
      const { js } = { js: require.extensions['.js'] };
      require.extensions['.js'] = (module, file) => { const { _compile } = module; module._compile = function (code, name) { return _compile.call(this, code.replace('ONE', 'TWO'), name); }; js(module, file); };
      console.log(require('virtual'), require('@/x.js'), require('./y.text'));
      console.log(Module.wrap('x'), Module._load.call(Module, './x.js', module, false), Module._load('node:path') === require('path'));`,
    'x.js': "module.exports = 'ONE';",
    'y.text': 'some text',
    'package.json': '{ "type": "commonjs" }',
  },
  'CommonJS from ES modules': {
    'main.mjs': `
      import fn, { prop, later } from './fn.cjs'; import * as compiled from './compiled.cjs'; import plain from './plain.js';
      import * as star from './star.cjs'; import frozen from './frozen.cjs';
      console.log(fn(), prop, later, Object.keys(compiled), compiled.default, plain, Object.keys(star), Object.isFrozen(frozen));
      const again = await import('./fn.cjs'); console.log(again.default === fn, Object.keys(again), runs);
      fn.prop = 'changed'; console.log(prop, again.prop, again.default.prop);
      await import('./throws.cjs').catch((error) => console.log(error.message));`,
    'fn.cjs':
      "globalThis.runs = (globalThis.runs ?? 0) + 1; module.exports = () => 'called'; module.exports.prop = 'prop'; exports.later = 1; module.exports.later = 2;",
    'compiled.cjs':
      "Object.defineProperty(exports, '__esModule', { value: true }); exports.default = 'inner'; exports.named = 1;",
    'plain.js': "module.exports = require('./data.json');",
    'data.json': '{ "data": [1, 2] }',
    'star.cjs': "module.exports = { ...require('./compiled.cjs'), own: 1 }; exports.x = 1;",
    'frozen.cjs': 'module.exports = Object.freeze({ a: 1 });',
    'throws.cjs': "throw new Error('thrown in CommonJS');",
  },
  'ES modules from CommonJS': {
    'main.cjs': `
      import('./x.mjs').then(async (one) => {
        console.log(one === (await import('./x.mjs')), one.default, one.value, String(one));
        await import('./none.mjs').catch(({ code }) => console.log(code));
        return import('./y.cjs');
      }).then((cjs) => console.log(cjs.default === require('./y.cjs'), cjs.exported));`,
    'x.mjs': "import y, { exported } from './y.cjs'; export default y; export const value = exported;",
    'y.cjs': 'exports.exported = 1;',
  },
  'require of an ES module': {
    'main.cjs': `
      process.removeAllListeners('warning');
      for (const name of ['./x.mjs', './awaits.mjs', './custom.mjs', './a.mjs']) {
        try { const ns = require(name); console.log(ns, Object.keys(ns), require(name) === ns, require.cache[require.resolve(name)]?.loaded); }
        catch ({ code }) { console.log(code); }
      }
      import('./x.mjs').then((ns) => { ns.bump(); try { console.log(ns.count, require('./x.mjs').count, ns === require('./x.mjs')); } catch ({ code }) { console.log(code); } });`,
    'x.mjs': 'export let count = 0; export const bump = () => { count++; }; export default class X {}',
    'awaits.mjs': 'await 0; export {};',
    'custom.mjs': "const whole = { whole: true }; export { whole as 'module.exports' };",
    'a.mjs':
      "import { createRequire } from 'node:module'; export const inner = createRequire(import.meta.url)('./b.cjs');",
    'b.cjs': "module.exports = 'b';",
  },
  createRequire: {
    'main.mjs': `
      import { createRequire, isBuiltin } from 'node:module'; import x from './x.cjs';
      const require = createRequire(import.meta.url);
      console.log(require('./x.cjs') === x, require.main, require.resolve('./x.cjs'), require('fs') === (await import('fs')).default, isBuiltin('fs'));
      console.log(require('./data.json'), require.cache[require.resolve('./x.cjs')].parent, Object.keys(require));
      try { createRequire('relative'); } catch ({ code }) { console.log(code); }
      try { require('./none'); } catch ({ code, requireStack }) { console.log(code, requireStack); }`,
    'x.cjs': 'module.exports = { parent: module.parent, main: require.main };',
    'data.json': '[1]',
  },
  'packages with exports, imports and conditions': {
    'main.mjs': `
      import dual from 'dual'; import feature from 'dual/features/one'; import inside from '#inside'; import own from 'own/x';
      import { createRequire } from 'node:module';
      const require = createRequire(import.meta.url);
      console.log(dual, feature, inside, own, require('dual'), require('#inside'));
      for (const name of ['dual/hidden', 'dual/package.json', '#nothing']) await import(name).catch(({ code }) => console.log(code));`,
    'inside.mjs': "export default 'inside, imported';",
    'inside.cjs': "module.exports = 'inside, required';",
    'x.mjs': "export default 'own';",
    'package.json':
      '{ "name": "own", "exports": { "./x": "./x.mjs" }, "imports": { "#inside": { "import": "./inside.mjs", "default": "./inside.cjs" } } }',
    'node_modules/dual/package.json': `{ "name": "dual", "exports": {
      ".": { "module-sync": "./sync.mjs", "import": "./index.mjs", "require": "./index.cjs" }, "./features/*": "./features/*.mjs", "./features/hidden": null } }`,
    'node_modules/dual/index.mjs': "export default 'imported';",
    'node_modules/dual/sync.mjs': "export default 'in step';",
    'node_modules/dual/index.cjs': "module.exports = 'required';",
    'node_modules/dual/features/one.mjs': "export default 'feature';",
  },
  'a package that instrumentations name': {
    'main.mjs': `
      import { Consumer, start, state } from 'sqs-consumer'; import { Emitter } from './node_modules/sqs-consumer/emitter.js';
      class Own extends Consumer { async executeHandler(message) { return 'own ' + (await super.executeHandler(message)); } }
      const consumer = Consumer.create({});
      console.log(consumer instanceof Emitter, Consumer.name, await consumer.executeHandler('message'), await new Own().executeHandler('message'));
      console.log(start(), Object.keys(await import('sqs-consumer')), (await import('sqs-consumer')).Consumer === Consumer);`,
  },
  'main without a type': {
    'main.js': "import './x.mjs'; console.log(import.meta.url);",
    'x.mjs': "console.log('x');",
  },
  'main without an extension': { main: 'console.log(require.main === module, __filename);' },
};
