import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { PROJECT_ROOT } from '../support/fixtures';
import type { Tarball } from './tarball';

/** Somebody's application: a directory outside of this project, with dependencies of its own choice. */
export class AppDirectory {
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), 'app-')));

  /** Installs the packed package. */
  install(tarball: Tarball): Promise<void> {
    return tarball.extractTo(this.path);
  }

  /**
   * Makes installed packages available, by name or by `@scope/*`.
   * @param from where they are installed
   * @param inside a directory of the application with a `node_modules` of its own
   */
  link(names: readonly string[], from = PROJECT_ROOT, inside = ''): void {
    const installed = join(from, 'node_modules');
    for (const name of names.flatMap((each) => expand(each, installed))) {
      const path = join(this.path, inside, 'node_modules', name);
      if (existsSync(path)) continue;
      mkdirSync(dirname(path), { recursive: true });
      symlinkSync(realpathSync(join(installed, name)), path, 'dir');
    }
  }

  /** @returns the file's path */
  write(file: string, source: string): string {
    const path = join(this.path, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, source);
    return path;
  }

  /** Copies a file, under its own name; @returns the copy's path */
  copy(file: string): string {
    const path = join(this.path, basename(file));
    copyFileSync(file, path);
    return path;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

function expand(name: string, installed: string): string[] {
  if (!name.endsWith('/*')) return [name];
  const scope = name.slice(0, -2);
  return readdirSync(join(installed, scope)).map((each) => `${scope}/${each}`);
}
