import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What scripts/bundle.mjs makes of page/. */
const DIRECTORY = join(__dirname, '..', 'page');

export const BODY = read('body.html').trim();
export const STYLE = read('style.css');
export const SCRIPT = read('main.js');

function read(name: string): string {
  return readFileSync(join(DIRECTORY, name), 'utf8');
}
