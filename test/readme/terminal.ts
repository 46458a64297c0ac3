import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { PROJECT_ROOT } from '../support/fixtures';

/** Packages that npm has loaded from its registry before. */
const NPM_CACHE = join(PROJECT_ROOT, '.cache', 'readme', 'npm');
const TIME_LIMIT = 120_000;

/** How a command ended, and all that it wrote. */
export interface Result {
  readonly code: number | null;
  readonly output: string;
}

/** A shell in an empty folder, on a machine that has nothing but Node.js. */
export class Terminal {
  readonly #directory = realpathSync(mkdtempSync(join(tmpdir(), 'readme-')));
  readonly #exports = join(this.#directory, 'exports');
  readonly #services: ChildProcess[] = [];
  /** Where commands run. */
  readonly folder = join(this.#directory, 'folder');

  constructor() {
    mkdirSync(this.folder);
    mkdirSync(NPM_CACHE, { recursive: true });
  }

  write(name: string, content: string): void {
    writeFileSync(join(this.folder, name), `${content}\n`);
  }

  /** Runs commands up to the first that fails. What they export is there for the next ones. */
  async run(commands: string, cwd = this.folder): Promise<Result> {
    const child = this.#spawn(`${commands}\n__code=$?; export -p > '${this.#exports}'; exit $__code`, cwd);
    const output = collect(child);
    const timer = setTimeout(() => kill(child), TIME_LIMIT);
    // What it left running keeps its output open: its own end is what counts.
    const [code] = (await once(child, 'exit')) as [number | null];
    clearTimeout(timer);
    // What was written last is still on its way.
    await new Promise(setImmediate);
    return { code, output: output.join('') };
  }

  /** Starts what goes on until the terminal is closed, and waits for its first words. */
  async start(command: string): Promise<string> {
    const child = this.#spawn(command, this.folder);
    this.#services.push(child);
    const output = collect(child);
    await Promise.race([
      once(child.stdout ?? child, 'data'),
      once(child, 'exit').then(() => {
        throw new Error(`"${command}" ended:\n${output.join('')}`);
      }),
    ]);
    return output.join('');
  }

  async close(): Promise<void> {
    for (const child of this.#services) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = once(child, 'exit');
      kill(child);
      await ended;
    }
    rmSync(this.#directory, { recursive: true, force: true });
  }

  #spawn(commands: string, cwd: string): ChildProcess {
    const before = existsSync(this.#exports) ? `. '${this.#exports}'\n` : '';
    return spawn('/bin/sh', ['-e', '-c', before + commands], {
      cwd,
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      // A process group of its own, so that what a command has started can be ended with it.
      detached: true,
    });
  }
}

function kill({ pid }: ChildProcess): void {
  if (pid !== undefined) process.kill(-pid, 'SIGKILL');
}

function collect(child: ChildProcess): string[] {
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => void output.push(text));
  }
  return output;
}

/** That of this process without what its developers and npm have put into it. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^(?:npm_(?!config_(?:registry|userconfig|globalconfig)$)|OTEL_|AWS_|NODE_(?!EXTRA_CA_CERTS$)|MOCHA)/i.test(
        name,
      ),
  );
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((each) => !each.includes('node_modules'));
  return {
    ...Object.fromEntries(kept),
    PATH: [dirname(process.execPath), ...path].join(delimiter),
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    npm_config_cache: NPM_CACHE,
    npm_config_prefer_offline: 'true',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
    npm_config_yes: 'true',
  };
}
