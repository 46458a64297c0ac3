import type { Programs } from '../../modules/program';
import type { ProgramPlan } from './grammar';

type Files = Programs[string];

/** The files of a planned program; its entry is `main`. */
export function filesOf(plan: ProgramPlan): Files {
  const module =
    plan.modules === 'cjs' ? [COMMONJS_HEAD, ...bodyOf(plan, REQUIRED)] : [ES_HEAD, ...bodyOf(plan, IMPORTED)];
  const text = module.join('\n');
  if (plan.modules === 'cjs') return { 'main.cjs': text, ...SUPPORT };
  // A CommonJS entry loads the rest as an ES module.
  if (plan.modules === 'mixed') return { 'main.cjs': "import('./rest.mjs');", 'rest.mjs': text, ...SUPPORT };
  return { 'main.mjs': text, ...SUPPORT };
}

/** One thing after the other: nothing runs beside it that would come earlier on one machine and later on another. */
function bodyOf({ modules, imports, listeners, first, turns, end }: ProgramPlan, found: typeof REQUIRED): string[] {
  const turn = (actions: readonly (keyof typeof ACTIONS)[]) => [
    '  await new Promise((resolve) => setTimeout(resolve, 10));',
    ...actions.map((action) => `  ${ACTIONS[action]}`),
  ];
  return [
    ...imports.map((name) => found[name]).filter((line) => line.startsWith('import ')),
    'const main = async () => {',
    ...listeners.map((name) => `  ${LISTENERS[name]}`),
    `  ${ENDS[end].now ?? ''}`,
    ...imports.map((name) => `  ${found[name]}`).filter((line) => !line.startsWith('  import ')),
    ...first.map((action) => `  ${ACTIONS[action]}`),
    ...turns.flatMap(turn),
    '  await new Promise((resolve) => setTimeout(resolve, 10));',
    `  ${ENDS[end].last ?? ''}`,
    '};',
    modules === 'cjs' ? 'void main();' : 'await main();',
  ];
}

const ES_HEAD = `
  import { createRequire } from 'node:module';
  import { say, act } from './support.cjs';
  const require = createRequire(import.meta.url);
  const shown = () => [import.meta.url.split('/').at(-1), typeof import.meta.resolve, typeof require];`;
const COMMONJS_HEAD = `
  const { say, act } = require('./support.cjs');
  const shown = () => [module.id, module.children.length, require.main === module, module.paths.length, Object.keys(require.extensions).join()];`;

const tried = (code: string): string =>
  `try { ${code} } catch (error) { say(error.name, error.code, error.message.split('\\n')[0].replaceAll(/[^ ']*[/]/g, '')); }`;

/** Of a package that an instrumentation names, the live bindings freeze: docs/limits.md. */
const REQUIRED = {
  leaf: "say(require('./leaf.cjs'));",
  cycle: "say(require('./a.cjs').b());",
  json: "say(require('./data.json').answer);",
  dynamic: "await import('./leaf.mjs').then(({ leaf }) => say('dynamic', leaf));",
  live: "const live = require('./live.cjs'); live.next(); say(live.count);",
  consumer: "await import('sqs-consumer').then((found) => say('consumer', Object.keys(found), found.start()));",
  builtin:
    "say(typeof require('node:http').request, require('node:http').request.name, Object.keys(require('http')).length);",
  missing: tried("require('./missing.cjs');"),
  throwing: tried("require('./throwing.cjs');"),
  client: 'say(act.client().constructor.name);',
};
const IMPORTED: typeof REQUIRED = {
  ...REQUIRED,
  leaf: "import { leaf } from './leaf.mjs'; say(leaf);",
  cycle: "import { b } from './a.mjs'; say(b());",
  live: "import { count, next } from './live.mjs'; next(); say(count);",
  consumer: "import * as consumer from 'sqs-consumer'; say(Object.keys(consumer), consumer.start());",
  builtin: "import * as http from 'node:http'; say(typeof http.request, Object.keys(http).length);",
  missing: "await import('./missing.mjs').catch((error) => say(error.code));",
  throwing: "await import('./throwing.mjs').catch((error) => say(error.message));",
};

const ACTIONS = {
  prints: "say('printed');",
  'prints to stderr': "process.stderr.write('to stderr\\n');",
  'makes a span': 'act.span();',
  'sends a message': 'await act.send();',
  'processes a message': 'await act.process();',
  'is invoked': 'await act.invoke();',
  'starts a worker': 'await act.worker(0);',
  'starts a child': 'act.child();',
  'keeps a timer': 'setTimeout(() => {}, 40);',
  'keeps a timer that holds nothing': "setTimeout(() => say('never heard'), 100_000).unref();",
  'handles a rejection later':
    "{ const rejected = Promise.reject(new Error('late')); await rejected.catch(() => say('handled')); }",
  'awaits ticks':
    "process.nextTick(() => say('tick')); queueMicrotask(() => say('microtask')); await new Promise((resolve) => setImmediate(() => { say('immediate'); resolve(); }));",
  'lists listeners':
    "say(['SIGTERM', 'SIGINT', 'SIGHUP', 'uncaughtException', 'unhandledRejection'].map((name) => process.listenerCount(name)));",
  'shows its module': 'say(shown());',
  'removes listeners of exit': "process.removeAllListeners('exit');",
  warns: "process.emitWarning('careful', { code: 'ODD' });",
};

const LISTENERS = {
  exit: "process.on('exit', (code) => say('exit', code));",
  beforeExit: "process.on('beforeExit', (code) => say('beforeExit', code));",
  'work in beforeExit': "process.once('beforeExit', () => setTimeout(() => say('more work'), 5));",
  uncaughtException:
    "process.on('uncaughtException', (error, origin) => { say(origin, error.message); process.exitCode = 8; });",
  unhandledRejection: "process.on('unhandledRejection', (error) => say('unhandled', error.message));",
  SIGTERM: "process.on('SIGTERM', (signal) => { say(signal); setTimeout(() => process.exit(5), 5); });",
  'SIGINT once': "process.once('SIGINT', (signal) => { say(signal); act.release(); });",
  warning: "process.on('warning', ({ code }) => say('warning', code));",
};

const ENDS: Record<ProgramPlan['end'], { readonly now?: string; readonly last?: string }> = {
  'nothing left': {},
  'exit 0': { last: 'process.exit(0);' },
  'exit 3': { last: "process.exit(3); say('never');" },
  'exitCode 4': { now: 'process.exitCode = 4;' },
  'exit in exit': { now: "process.on('exit', () => process.exit(6));" },
  throws: { last: "throw new Error('thrown');" },
  rejects: { last: "Promise.reject(new Error('rejected'));" },
  'SIGTERM to itself': { last: "act.stay(); process.kill(process.pid, 'SIGTERM');" },
  'SIGINT from outside': { last: "act.stay(); act.signal('INT');" },
  'SIGTERM from outside': { last: "act.stay(); act.signal('TERM');" },
  SIGKILL: { last: "process.kill(process.pid, 'SIGKILL');" },
  'never settles': { last: 'await new Promise(() => {});' },
  'abort of a worker': { last: 'await act.worker(7);' },
};

const SUPPORT: Files = {
  'support.cjs': `
    const { spawn } = require('node:child_process');
    const { writeSync } = require('node:fs');
    const { Worker } = require('node:worker_threads');
    Error.stackTraceLimit = 0;
    const say = (...values) => void writeSync(1, values.map((value) => typeof value === 'string' ? value : JSON.stringify(value)).join(' ') + '\\n');
    const sdk = require('module').createRequire(process.env.PROJECT_ROOT + '/package.json');
    let timer;
    const message = { MessageId: 'm', ReceiptHandle: 'r', Body: 'x', MessageAttributes: {} };
    const act = {
      span: () => sdk('@opentelemetry/api').trace.getTracer('program').startSpan('span').end(),
      client: () => act.known ??= new (sdk('@aws-sdk/client-sqs').SQSClient)({
        region: 'eu-west-1', endpoint: process.env.SQS_ENDPOINT, md5: false, maxAttempts: 1,
        credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      }),
      async send() {
        const { SendMessageCommand } = sdk('@aws-sdk/client-sqs');
        const input = Object.freeze({ QueueUrl: process.env.SQS_ENDPOINT + '/123456789012/jobs', MessageBody: 'x' });
        await act.client().send(new SendMessageCommand(input)).then(
          ({ MessageId }) => say('sent', MessageId), (error) => say('refused', error.name));
        act.client().destroy();
        act.known = undefined;
      },
      process: () => require(process.env.ENTRY).processMessage(message, async (given) => say('processed', given === message)),
      async invoke() {
        const handler = require(process.env.ENTRY).wrapHandler(async ({ Records }) => ({ any: Records.length }), { flushTimeout: 50 });
        say('invoked', await handler({ Records: [] }, { awsRequestId: 'r' }));
      },
      worker: (code) => new Promise((resolve) => {
        const worker = new Worker(require.resolve('./worker.cjs'), { workerData: code });
        worker.on('error', (error) => say('worker', error.message));
        worker.on('exit', (ended) => { say('worker ended', ended); resolve(); });
      }),
      child: () => say('child', require('node:child_process').spawnSync(process.execPath, ['-e', 'process.exitCode = 2']).status),
      signal: (name) => void spawn('kill', ['-' + name, String(process.pid)], { stdio: 'ignore' }),
      stay() { timer = setInterval(() => {}, 1000); },
      release() { clearInterval(timer); },
    };
    module.exports = { say, act };`,
  'worker.cjs': `
    const { workerData } = require('node:worker_threads');
    require('./support.cjs').act.span();
    if (workerData !== 0) process.exit(workerData);`,
  'leaf.cjs': "module.exports = 'leaf';",
  'leaf.mjs': "export const leaf = 'leaf';",
  'a.cjs': "exports.a = () => 'a'; exports.b = require('./b.cjs').b;",
  'b.cjs': "const a = require('./a.cjs'); exports.b = () => a.a() + 'b';",
  'a.mjs': "import { b } from './b.mjs'; export function a() { return 'a'; } export { b };",
  'b.mjs': "import { a } from './a.mjs'; export const b = () => a() + 'b';",
  'live.cjs': 'exports.count = 0; exports.next = () => exports.count++;',
  'live.mjs': 'export let count = 0; export const next = () => count++;',
  'data.json': '{ "answer": 42 }',
  'throwing.cjs': "throw new Error('thrown by a module');",
  'throwing.mjs': "throw new Error('thrown by a module');",
};
