// Makes one script and one style sheet of the page, after `tsc -p .`: a saved page has them inside, and needs no other file.
import { build } from 'esbuild';
import { copyFileSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

await build({
  absWorkingDir: ROOT,
  entryPoints: ['page/main.mjs', 'page/style.css'],
  outdir: 'build/page',
  bundle: true,
  format: 'esm',
  target: 'es2023',
  // Names stay, so that a stack in the console can be read; nobody downloads the page from far away.
  minifySyntax: true,
  minifyWhitespace: true,
  // The page says that it is UTF-8.
  charset: 'utf8',
  banner: { js: `/* Contains ${['@dagrejs/dagre', '@dagrejs/graphlib'].map(licence).join('\n\nand ')}\n*/` },
  logLevel: 'warning',
});
copyFileSync(`${ROOT}page/body.html`, `${ROOT}build/page/body.html`);

/** What a copy of a package must say. @param {string} name */
function licence(name) {
  const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
  return `${name}\n\n${readFileSync(join(dirname(manifest), 'LICENSE'), 'utf8').trim()}`;
}
