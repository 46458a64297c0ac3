import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The files of a program by path; the entry is called `main`, and `options` has what Node.js gets before it. */
export type Program = Readonly<Record<string, string>>;

export type Programs = Readonly<Record<string, Program>>;

/** A package that instrumentations name: where it is, asynchronous hooks are installed if there are no others. */
const NAMED: Program = {
  'node_modules/sqs-consumer/package.json': JSON.stringify({
    name: 'sqs-consumer',
    version: '15.0.0',
    type: 'module',
    exports: './index.js',
  }),
  'node_modules/sqs-consumer/index.js': `
    import { Emitter } from './emitter.js';
    export class Consumer extends Emitter {
      static create(options) { return new Consumer(options); }
      async executeHandler(message) { return message; }
      async processMessage() {} async processMessageBatch() {}
      async executeBatchHandler(messages) { return messages; }
    }
    export let state = 'new'; export function start() { state = 'started'; return state; }`,
  'node_modules/sqs-consumer/emitter.js':
    "import { EventEmitter } from 'node:events'; export class Emitter extends EventEmitter {}",
};

/** A program on the disk. */
export class WrittenProgram {
  readonly directory = realpathSync(mkdtempSync(join(tmpdir(), 'modules-')));
  readonly entry: string;
  readonly nodeOptions: readonly string[];

  constructor({ options = '', ...files }: Program, packages: Program = NAMED) {
    this.nodeOptions = options.split(' ').filter(Boolean);
    for (const [path, content] of Object.entries({ ...packages, ...files })) {
      const file = join(this.directory, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    this.entry = join(
      this.directory,
      Object.keys(files).find((path) => /^main(?:\.[cm]?[jt]s)?$/.test(path)) ?? 'main',
    );
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
