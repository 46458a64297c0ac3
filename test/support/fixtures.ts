import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The package's own directory: tests run from the build, and plain JavaScript is not copied there. */
export const PROJECT_ROOT = findRoot(__dirname);

/** The compiled entry under test, of the same build as the running tests. */
export const ENTRY = join(__dirname, '..', '..', 'src', 'index.js');

/** The path of a file in `test/fixtures`. */
export function fixture(name: string): string {
  return join(PROJECT_ROOT, 'test', 'fixtures', name);
}

/** How a child process ended. */
export interface ChildResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What to run, and with what. */
export interface ChildOptions {
  /** Another Node.js than the one that runs the tests. */
  readonly executable?: string;
  /** Options of Node.js itself, before the script. */
  readonly nodeOptions?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly timeoutMillis?: number;
  /** Called with the process when it has started: for signals, or for what it is to read. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** Runs a script in a Node.js process of its own: for whatever needs a module loader that nobody has touched. */
export function runNode(script: string, options: ChildOptions = {}): Promise<ChildResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      options.executable ?? process.execPath,
      [...(options.nodeOptions ?? []), script, ...(options.args ?? [])],
      {
        cwd: options.cwd ?? PROJECT_ROOT,
        env: { ...process.env, NODE_OPTIONS: '', ENTRY, ...options.env },
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: options.timeoutMillis ?? 50_000,
        killSignal: 'SIGKILL',
      },
    );
    options.onStart?.(child);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => void (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => void (stderr += text));
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

/** Runs a fixture that prints one JSON document; fails with its output if it does not end well. */
export async function runJson<T>(script: string, options: ChildOptions = {}): Promise<T> {
  const { code, signal, stdout, stderr } = await runNode(script, options);
  if (code !== 0) throw new Error(`${script} ended with ${signal ?? code}:\n${stderr}\n${stdout}`);
  return JSON.parse(stdout) as T;
}

function findRoot(from: string): string {
  for (let directory = from; ; directory = dirname(directory)) {
    // Not package.json: whoever imports that gets a copy of it in the build.
    if (existsSync(join(directory, 'tsconfig.json'))) return directory;
    if (directory === dirname(directory)) throw new Error(`No project above ${from}`);
  }
}
