import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PROJECT_ROOT, fixture } from '../support/fixtures';

/** A directory with a `node_modules` made to measure, in which scripts run as an application would. */
export class SdkLayout {
  readonly directory = realpathSync(mkdtempSync(join(tmpdir(), 'sdk-layout-')));

  /** Links every installed package but the given ones. */
  linkInstalled(...except: string[]): void {
    const installed = join(PROJECT_ROOT, 'node_modules');
    for (const name of readdirSync(installed)) {
      if (name.startsWith('.')) continue;
      const packages = name.startsWith('@')
        ? readdirSync(join(installed, name)).map((sub) => `${name}/${sub}`)
        : [name];
      for (const each of packages) if (!except.includes(each)) this.link(each);
    }
  }

  link(name: string): void {
    const path = this.#module(name);
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(join(PROJECT_ROOT, 'node_modules', name), path, 'dir');
  }

  /** Copies what of a package runs on Node.js, under its own name or another. */
  copy(name: string, as = name): void {
    const from = join(PROJECT_ROOT, 'node_modules', name);
    for (const part of ['package.json', 'dist-cjs']) {
      cpSync(join(from, part), join(this.#module(as), part), { recursive: true });
    }
  }

  /** Makes a CommonJS package. */
  add(name: string, source: string): void {
    this.write(join('node_modules', name, 'package.json'), JSON.stringify({ name, main: './dist-cjs/index.js' }));
    this.write(join('node_modules', name, 'dist-cjs', 'index.js'), source);
  }

  /** @returns the file's path */
  write(file: string, source: string): string {
    const path = join(this.directory, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, source);
    return path;
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  #module(name: string): string {
    return join(this.directory, 'node_modules', name);
  }
}

/** What a preloaded or imported telemetry set-up is called in scripts. */
export const TRACING = JSON.stringify(fixture('tracing.cjs'));

/** A client package that nobody has heard of; `base` is the code that gives it `Client`. */
export function clientOfTomorrow(base: string): string {
  return `'use strict';
    ${base}
    class TomorrowClient extends Client {
      constructor() {
        super({ serviceId: 'Tomorrow', region: async () => 'us-east-1' });
      }
      destroy() {}
    }
    class ForecastCommand {
      middlewareStack = require('@smithy/core/client').constructStack();
      constructor(input) {
        this.input = input;
      }
      resolveMiddleware(clientStack) {
        const context = { clientName: 'TomorrowClient', commandName: 'ForecastCommand' };
        const answer = async ({ input }) => ({ response: {}, output: { weather: 'fine', asked: input } });
        return clientStack.concat(this.middlewareStack).resolve(answer, context);
      }
    }
    exports.TomorrowClient = TomorrowClient;
    exports.ForecastCommand = ForecastCommand;
  `;
}

/** A base class of its own, as the SDK's looks. */
export const OWN_CLIENT = `
  class Client {
    middlewareStack = require('@smithy/core/client').constructStack();
    constructor(config) {
      this.config = config;
    }
    async send(command, options) {
      const handler = command.resolveMiddleware(this.middlewareStack, this.config, options);
      return (await handler(command)).output;
    }
    destroy() {}
  }
`;
