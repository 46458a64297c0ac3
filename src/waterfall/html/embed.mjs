// Puts the page's body, style and script, which are files of their own in page/, into assets.ts: the compiled package
// then needs no files besides its modules. `node src/waterfall/html/embed.mjs` writes, `--check` compares.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The script's modules, each after those that it imports. */
const MODULES = ['dom', 'report', 'bars', 'rows', 'tree', 'search', 'rails', 'details', 'theme', 'keys', 'main'];
const ASSETS = fileURLToPath(new URL('assets.ts', import.meta.url));

/** @param {string} name */
const read = (name) => readFileSync(new URL(`page/${name}`, import.meta.url), 'utf8');

/** @param {string} text one that may become empty lines and comments on lines of their own: those are for who reads page/ */
const bare = (text) => text.replace(/^ *(?:\/\*[^]*?\*\/|\/\/.*)\n/gm, '').replace(/\n{2,}/g, '\n');

/** A module as a function's body, in a constant of the module's name. @param {string} name */
function scoped(name) {
  const code = bare(read(`${name}.mjs`));
  const names = Array.from(code.matchAll(/^export (?:function|const) (\w+)/gm), ([, exported]) => exported);
  const body = code
    .replace(/^import \{([^}]*)\} from '\.\/(\w+)\.mjs';$/gm, 'const {$1} = $2Module;')
    .replace(/^export /gm, '');
  return `const ${name}Module = (() => {\n${body}return { ${names.join(', ')} };\n})();\n`;
}

/** A string as the formatter writes it: in those quotes that have to be escaped less often. @param {string} text */
function literal(text) {
  const json = JSON.stringify(text);
  if (text.split("'").length > text.split('"').length) return json;
  return `'${json.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

const assets = `// Generated from page/ by embed.mjs: \`npm run html\`.
export const BODY =
  ${literal(read('body.html').trim())};
export const STYLE =
  ${literal(bare(read('style.css')))};
export const SCRIPT =
  ${literal(MODULES.map(scoped).join(''))};
`;

if (!process.argv.includes('--check')) {
  writeFileSync(ASSETS, assets);
} else if (readFileSync(ASSETS, 'utf8') !== assets) {
  console.error('assets.ts is out of date: run `npm run html` and commit the result');
  process.exitCode = 1;
}
