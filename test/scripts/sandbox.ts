import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The root of the repository. */
export const ROOT = dirname(require.resolve('opentelemetry-instrumentation-sqs/package.json'));

/** How a program ended and all that it wrote. */
export interface Run {
  readonly status: number | null;
  readonly output: string;
}

/** A directory of its own for the tools of this repository, outside the repository. */
export class Sandbox {
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), 'sqs-scripts-')));

  /**
   * @param copied paths in the repository to bring along
   * @param files further files, or other contents for the copied ones
   */
  constructor(copied: readonly string[], files: Readonly<Record<string, string>>) {
    for (const path of copied) cpSync(join(ROOT, path), join(this.path, path), { recursive: true });
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.path, path)), { recursive: true });
    writeFileSync(join(this.path, path), text);
  }

  /** Makes a path of the repository visible without a copy of it: the packages, say. */
  link(path: string): void {
    symlinkSync(join(ROOT, path), join(this.path, path));
  }

  delete(path: string): void {
    rmSync(join(this.path, path));
  }

  exists(path: string): boolean {
    return existsSync(join(this.path, path));
  }

  read(path: string): string {
    return readFileSync(join(this.path, path), 'utf8');
  }

  /** Runs a Node.js script with the sandbox as its working directory. */
  run(script: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Run {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
      cwd: this.path,
      encoding: 'utf8',
      env: { ...process.env, ...env },
    });
    return { status, output: stdout + stderr };
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
