import type { Programs } from './program';

/** Programs of ES modules. */
export const ES_PROGRAMS: Programs = {
  'live bindings': {
    'main.mjs': `
      import { count, load, rows } from './live.mjs';
      import * as live from './live.mjs';
      console.log(count, rows, live.rows); load(); console.log(count, rows, live.rows, live.count);`,
    'live.mjs': 'export let count = 0; export let rows; export const load = () => { count++; rows = [1]; };',
  },
  'a cycle through a hoisted function': {
    'main.mjs': "import { name } from './a.mjs'; import { result } from './b.mjs'; console.log(name(), result);",
    'a.mjs': "import { result } from './b.mjs'; export function name() { return 'a'; } export const again = result;",
    'b.mjs': "import { name } from './a.mjs'; export const result = name() + '!';",
  },
  'a cycle that reads too early': {
    'main.mjs': "try { await import('./a.mjs'); } catch (error) { console.log(error.name, error.message); }",
    'a.mjs': "import './b.mjs'; export const early = 1;",
    'b.mjs': "import { early } from './a.mjs'; console.log(early);",
  },
  'a class hierarchy over lazy chunks': {
    'main.mjs': `
      import { init, Derived, initDerived } from './derived.mjs';
      init(); initDerived(); console.log(new Derived().hello(), Object.getPrototypeOf(Derived).name);`,
    'base.mjs':
      "var Base; function init() { Base = class Base { hello() { return 'hello'; } }; } export { Base, init };",
    'derived.mjs': `
      import { Base, init } from './base.mjs';
      let Derived; function initDerived() { Derived = class extends Base {}; } export { Derived, initDerived, init };`,
  },
  're-exports': {
    'main.mjs': `
      import main, { renamed, inner, value as own } from './barrel.mjs';
      import * as barrel from './barrel.mjs';
      console.log(main(), renamed, inner.value, own, Object.keys(barrel));`,
    'barrel.mjs': `
      export { value as renamed, default } from './leaf.mjs'; export * as inner from './leaf.mjs';
      export { value } from './leaf.mjs'; export { 'odd name' } from './leaf.mjs';`,
    'leaf.mjs':
      "export default () => 'default'; export const value = 'leaf'; const odd = 1; export { odd as 'odd name' };",
  },
  'export * with shadows and conflicts': {
    'main.mjs': `
      import * as all from './all.mjs';
      console.log(Object.keys(all), all.shadowed, all.shared, 'conflict' in all, 'default' in all);
      try { await import('./conflict.mjs'); } catch (error) { console.log(error.name, error.message); }`,
    'all.mjs':
      "export * from './one.mjs'; export * from './two.mjs'; export * from './all.mjs'; export const shadowed = 'all';",
    'one.mjs': "export const conflict = 1, shadowed = 1; export * from './shared.mjs'; export default 1;",
    'two.mjs': "export const conflict = 2, shadowed = 2; export * from './shared.mjs';",
    'shared.mjs': "export const shared = 'shared';",
    'conflict.mjs': "import { conflict } from './all.mjs'; console.log(conflict);",
  },
  'default and named exports': {
    'main.mjs': `
      import def, { def as named, other } from './both.mjs'; import anonymous from './anonymous.mjs';
      console.log(def === named, def.name, other, anonymous.name, new anonymous().is);`,
    'both.mjs': 'export default function def() {} export { def }; export const other = def.name;',
    'anonymous.mjs': "export default class { is = 'anonymous'; }",
  },
  'namespace objects': {
    'main.mjs': `
      import * as ns from './ns.mjs';
      console.log(Object.keys(ns), String(ns), Object.isSealed(ns), Object.getPrototypeOf(ns), Reflect.has(ns, 'nothing'));
      console.log(Object.getOwnPropertyDescriptor(ns, 'a'), (await import('./ns.mjs')) === ns);
      for (const change of [() => { ns.a = 2; }, () => { delete ns.a; }, () => Object.defineProperty(ns, 'c', { value: 1 })]) {
        try { change(); } catch (error) { console.log(error.name, error.message); }
      }
      console.log(ns);`,
    'ns.mjs': 'export const b = 2, a = 1; export default 3; export function z() {} export class Y {}',
  },
  'import.meta': {
    'main.mjs': `
      const { url, dirname, filename, main } = import.meta;
      console.log(url, dirname, filename, main, Object.keys(import.meta));
      for (const name of ['./x.mjs', 'node:fs', 'fs', 'named', '#inside', './x.mjs?q=1#h']) console.log(import.meta.resolve(name));
      try { import.meta.resolve('nowhere'); } catch (error) { console.log(error.code); }
      await import('./x.mjs');`,
    'x.mjs': 'console.log(import.meta.url, import.meta.main);',
    'package.json': '{ "imports": { "#inside": "./x.mjs" } }',
    'node_modules/named/package.json': '{ "name": "named", "type": "module", "exports": "./index.js" }',
    'node_modules/named/index.js': '',
  },
  'import.meta.resolve of a package that instrumentations name': {
    // A release of Node.js with asynchronous hooks alone does not tell who asks.
    'main.mjs': `
      const hooked = !('registerHooks' in await import('node:module'));
      const url = import.meta.resolve('sqs-consumer');
      const { resolve } = import.meta;
      console.log(hooked || url, hooked || resolve('sqs-consumer'), Error.stackTraceLimit);
      const { start } = await import(url);
      console.log(start(), (await import('sqs-consumer')).start === start);`,
  },
  'top-level await and the order of evaluation': {
    'main.mjs':
      "import './a.mjs'; import './b.mjs'; import './c.mjs'; console.log('main'); await null; console.log('after');",
    'a.mjs': "import './d.mjs'; console.log('a before'); await new Promise(setImmediate); console.log('a after');",
    'b.mjs': "import './d.mjs'; console.log('b'); queueMicrotask(() => console.log('microtask of b'));",
    'c.mjs':
      "console.log('c before'); await 0; console.log('c after'); process.nextTick(() => console.log('tick of c'));",
    'd.mjs': "console.log('d');",
  },
  'top-level await that never settles': {
    'main.mjs': "process.on('exit', (code) => console.log('exit', code)); await new Promise(() => {});",
  },
  'dynamic import': {
    'main.mjs': `
      const [one, two] = await Promise.all([import('./x.mjs'), import('./x.mjs')]);
      console.log(one === two, one.id, (await import('./x.mjs?v=2')).id, (await import('./x.mjs#h')).id);
      for (const name of ['./none.mjs', 'nowhere', './broken.mjs', './throws.mjs', 'node:nothing', './d/', '%2e/x.mjs']) {
        await import(name).catch(({ name: kind, code, message }) => console.log(kind, code, message));
      }
      const errors = await Promise.all([1, 2].map(() => import('./throws.mjs').catch((error) => error)));
      console.log(errors[0] === errors[1], runs);`,
    'x.mjs': 'export const id = (globalThis.ids = (globalThis.ids ?? 0) + 1);',
    'throws.mjs': "globalThis.runs = (globalThis.runs ?? 0) + 1; throw new RangeError('thrown');",
    'broken.mjs': "import { nothing } from './x.mjs';",
    'd/x.mjs': '',
  },
  'query strings and fragments': {
    'main.mjs': `
      import { url as one } from './x.mjs?a=1&iit=2#part'; import { url as two } from './x.mjs?a=2'; import { url as three } from './x.mjs';
      console.log(one, two, three, import.meta.resolve('./x.mjs?a=1#part'));`,
    'x.mjs': 'export const { url } = import.meta;',
  },
  'an error that nobody catches': {
    'main.mjs': "import './deep.mjs';",
    'deep.mjs': "function inner() { throw new TypeError('nobody catches this'); }\ninner();",
  },
  'an export that is not there': {
    'main.mjs': "import { nothing } from './x.mjs'; console.log(nothing);",
    'x.mjs': 'export const something = 1;',
  },
  'a syntax error': { 'main.mjs': "import './x.mjs';", 'x.mjs': 'const = 1;' },
  'a barrel that exports one name in several ways': {
    'main.mjs': `
      import { add, addAlias, default as all, fp } from './index.mjs';
      console.log(add(1, 2), addAlias === add, Object.keys(all), fp.add(1)(2));`,
    'index.mjs': `
      export * from './add.mjs'; export { add as addAlias } from './add.mjs'; export * as fp from './fp.mjs';
      import * as all from './add.mjs'; export default all;`,
    'add.mjs': 'export function add(a, b) { return a + b; } export default add;',
    'fp.mjs': "import { add as fn } from './add.mjs'; export const add = (b) => (a) => fn(a, b);",
  },
  'a chain of modules': {
    'main.mjs': "import { depth } from './m0.mjs'; console.log(depth, order.join());",
    ...Object.fromEntries(
      Array.from({ length: 40 }, (_, at) => [
        `m${at}.mjs`,
        `import { depth as next } from './m${at + 1}.mjs'; export let depth = next + 1; order.push(${at});`,
      ]),
    ),
    'm40.mjs': 'globalThis.order = []; export const depth = 0;',
  },
};
