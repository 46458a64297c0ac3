// Makes one script and one style sheet of the page, after `tsc -p .`: the report has them inside, and needs no other file.
import { build } from 'esbuild';
import { copyFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

await build({
  absWorkingDir: ROOT,
  entryPoints: ['page/main.mjs', 'page/style.css'],
  outdir: 'build/page',
  bundle: true,
  format: 'esm',
  target: 'es2023',
  // The page says that it is UTF-8.
  charset: 'utf8',
  logLevel: 'warning',
});
copyFileSync(`${ROOT}page/body.html`, `${ROOT}build/page/body.html`);
