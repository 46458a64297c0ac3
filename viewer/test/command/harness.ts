import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MAIN = join(__dirname, '..', '..', 'src', 'command', 'main.js');

/** The command in a process of its own. */
export class Command {
  readonly #child: ChildProcess;
  readonly #ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  stdout = '';
  stderr = '';

  constructor(args: readonly string[], main = MAIN) {
    this.#child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.#ended = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('close', (code, signal) => resolve({ code, signal }));
    });
  }

  /** The page's address, once it is there. */
  async url(): Promise<string> {
    const found = await this.said(/Messages: (\S+)/);
    return found[1] ?? '';
  }

  /** As `| head` does when it has enough. */
  stopReading(): void {
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
  }

  /** Waits for something on its output; fails if the command ends without it. */
  async said(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.stdout);
      if (found !== null) return found;
      const more = new Promise<false>((resolve) => this.#child.stdout?.once('data', () => resolve(false)));
      if ((await Promise.race([this.#ended, more])) !== false && pattern.exec(this.stdout) === null) {
        throw new Error(`the command ended: ${this.stdout}${this.stderr}`);
      }
    }
  }

  /** @returns its exit code, or the signal that ended it */
  async end(signal?: NodeJS.Signals): Promise<number | string | null> {
    if (signal !== undefined) this.#child.kill(signal);
    const { code, signal: by } = await this.#ended;
    return code ?? by;
  }
}

/** A directory for the files of a test. */
export function useDirectory(): (name: string) => string {
  let directory = '';
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'viewer-'));
  });
  after(() => rmSync(directory, { recursive: true, force: true }));
  return (name) => join(directory, name);
}
