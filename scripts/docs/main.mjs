// Regenerates the snippets and tables of the Markdown files, dashboard and alerts, and checks local links.
// `node scripts/docs/main.mjs` writes; with `--check` it changes nothing and fails on drift.
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderBlocks } from './blocks.mjs';
import { deadLinks } from './links.mjs';
import { renderSnippet } from './snippets.mjs';
import * as generated from './tables.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FIX = 'run `npm run docs` and commit the result';

/** @returns {Promise<string[]>} the absolute paths of README.md, CHANGELOG.md and their like, of what docs/ holds, and of the viewer's README.md */
async function markdownFiles() {
  const top = await readdir(ROOT);
  const docs = existsSync(join(ROOT, 'docs')) ? await readdir(join(ROOT, 'docs'), { recursive: true }) : [];
  return [...top, ...docs.map((path) => join('docs', path)), join('viewer', 'README.md')]
    .filter((path) => existsSync(join(ROOT, path)))
    .filter((path) => path.endsWith('.md'))
    .map((path) => join(ROOT, path));
}

/** @param {import('./blocks.mjs').Block} block */
async function render({ kind, name }) {
  if (kind === 'snippet') return renderSnippet(ROOT, name);
  // It is loaded only when it is needed, because it loads a compiler.
  if (kind === 'api') return (await import('./apiReference.mjs')).apiReference(name);
  const { tables } = generated;
  if (!Object.hasOwn(tables, name)) {
    throw new Error(`scripts/docs/tables.mjs has no such table, only ${Object.keys(tables).join(', ')}`);
  }
  return tables[name]();
}

const check = process.argv.includes('--check');
const paths = await markdownFiles();
const complaints = [];

for (const [path, content] of Object.entries((await generated.files?.()) ?? {})) {
  const before = existsSync(join(ROOT, path)) ? await readFile(join(ROOT, path), 'utf8') : undefined;
  if (before === content) continue;
  if (check) complaints.push(`${path}: is out of date: ${FIX}`);
  else {
    await writeFile(join(ROOT, path), content);
    console.log(`wrote ${path}`);
  }
}
// All files are written before links are checked, because a generated block may contain the heading that a link names.
for (const path of paths) {
  const before = await readFile(path, 'utf8');
  const { markdown, stale, problems } = await renderBlocks(before, render);
  const at = (line) => `${relative(ROOT, path)}:${line}`;
  complaints.push(...problems.map((problem) => `${at(problem.line)}: ${problem.message}`));
  if (check) {
    complaints.push(...stale.map((block) => `${at(block.line)}: ${block.kind} ${block.name} is out of date: ${FIX}`));
  } else if (markdown !== before) {
    await writeFile(path, markdown);
    console.log(`wrote ${relative(ROOT, path)}`);
  }
}
for (const path of paths) {
  const dead = deadLinks(ROOT, path, await readFile(path, 'utf8'));
  complaints.push(...dead.map((problem) => `${relative(ROOT, path)}:${problem.line}: ${problem.message}`));
}

for (const complaint of complaints) console.error(complaint);
if (complaints.length > 0) process.exitCode = 1;
