import { cpSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from './fixtures';

const SOURCE = join(PROJECT_ROOT, 'node_modules', '@opentelemetry', 'api');

/** Makes a copy of the installed API that says that it is another release. @returns its main file */
export function copyApi(directory: string, version: string): string {
  cpSync(SOURCE, directory, { recursive: true });
  const { version: installed, main } = manifestOf(SOURCE);
  // From 1.10 on, it has its version in more than one file.
  for (const name of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
    if (/\.(?:c?js|mjs|json)$/.test(name)) replaceIn(join(directory, name), installed, version);
  }
  return join(directory, main);
}

function replaceIn(file: string, installed: string, version: string): void {
  const text = readFileSync(file, 'utf8');
  const changed = text.replaceAll(`'${installed}'`, `'${version}'`).replaceAll(`"${installed}"`, `"${version}"`);
  if (changed !== text) writeFileSync(file, changed);
}

function manifestOf(directory: string): { readonly version: string; readonly main: string } {
  return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as { version: string; main: string };
}
