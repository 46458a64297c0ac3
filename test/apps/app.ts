import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { promisify } from 'node:util';
import type { ChildResult } from '../support/fixtures';
import { install, manifestOf } from './install';

/** How long an example may run. */
const LIMIT_MILLIS = 50_000;

/** What its README calls `npm run <script>`. */
export interface Running {
  /** Resolves when it has printed that. */
  says(text: string): Promise<void>;
  /** Everything that it has printed so far. */
  output(): string;
  readonly ended: Promise<ChildResult>;
  /** Asks it to end, as a supervisor does. */
  stop(): Promise<ChildResult>;
}

/** An installed example. */
export class App {
  private constructor(readonly path: string) {}

  static async install(name: string): Promise<App> {
    return new App(await install(name));
  }

  /** Runs a script to its end with npm: for builds. */
  async npm(script: string): Promise<void> {
    await promisify(execFile)('npm', ['run', script], { cwd: this.path, env: { ...process.env, NODE_OPTIONS: '' } });
  }

  /** Starts a script that is `node ...`, without the processes of npm and a shell around it, which swallow signals. */
  start(script: string, env: Readonly<Record<string, string>>, ...args: string[]): Running {
    const [node, ...options] = manifestOf(this.path).scripts[script]?.split(' ') ?? [];
    assert.equal(node, 'node', `the script ${script} starts Node.js`);
    const child = spawn(process.execPath, [...options, ...args], {
      cwd: this.path,
      env: { ...process.env, NODE_OPTIONS: '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: LIMIT_MILLIS,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => void (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => void (stderr += text));
    const ended = new Promise<ChildResult>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
    });
    return {
      ended,
      output: () => stdout,
      says: (text) =>
        new Promise((resolve, reject) => {
          const look = (): void => {
            if (stdout.includes(text)) resolve();
          };
          child.stdout.on('data', look);
          child.once('close', () => reject(new Error(`${script} never said '${text}':\n${stderr}\n${stdout}`)));
          look();
        }),
      stop: () => {
        child.kill('SIGTERM');
        return ended;
      },
    };
  }

  /** Runs such a script to its end. */
  run(script: string, env: Readonly<Record<string, string>>, ...args: string[]): Promise<ChildResult> {
    return this.start(script, env, ...args).ended;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/**
 * Fails unless a process ended well, with nothing to complain of.
 * @param by the signal that it was asked to end with, if it does not handle that but lets it happen
 * @returns the lines that it printed
 */
export function linesOf({ code, signal, stdout, stderr }: ChildResult, by?: NodeJS.Signals): string[] {
  const well = by === undefined ? { code: 0, signal: null } : { code: null, signal: by };
  assert.deepEqual({ code, signal, stderr }, { ...well, stderr: '' }, stdout);
  return stdout.trimEnd().split('\n');
}
