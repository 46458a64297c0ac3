import { readFileSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOMS, roomIndex } from './rooms.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SRC = resolve(ROOT, 'src');
/** @type {string} */
const PACKAGE_NAME = JSON.parse(readFileSync(resolve(ROOT, 'package.json'), 'utf8')).name;

/**
 * Where an import leads.
 *
 * @param {string} importer absolute path of the importing file
 * @param {string} specifier
 * @returns {string | undefined} relative to `src`; undefined when it leads out of `src`
 */
function targetOf(importer, specifier) {
  // The package's own name resolves to its entry point, which is src/index.ts.
  if (specifier === PACKAGE_NAME) return 'index';
  return specifier.startsWith('.') ? insideSrc(resolve(dirname(importer), specifier)) : undefined;
}

/** @param {string} path absolute */
function insideSrc(path) {
  const inside = relative(SRC, path).split(sep).join('/');
  if (inside === '') return 'index';
  return inside.startsWith('../') ? undefined : inside;
}

/** Rooms of `src` import only downwards. The order is in rooms.mjs. */
export const noUpwardImports = {
  meta: {
    type: 'problem',
    docs: { description: 'Rooms of src import only themselves and the rooms below them.' },
    messages: {
      upward:
        "'{{importer}}' imports '{{target}}', a room above it. Rooms import downwards only: move the shared part down, " +
        'or pass it in (the order: scripts/lint/rooms.mjs).',
      homeless: "'src/{{path}}' belongs to no room: give it a place in scripts/lint/rooms.mjs.",
    },
    schema: [],
  },
  create(context) {
    const importer = insideSrc(context.filename);
    if (importer === undefined) return {};
    const from = roomIndex(importer);

    /** @param {{ type: string, value?: unknown } | null | undefined} source */
    function check(source) {
      if (typeof source?.value !== 'string') return;
      const target = targetOf(context.filename, source.value);
      if (target === undefined) return;
      const to = roomIndex(target);
      if (to === -1) context.report({ node: source, messageId: 'homeless', data: { path: target } });
      else if (from !== -1 && to > from) {
        const data = { importer: ROOMS[from].name, target: ROOMS[to].name };
        context.report({ node: source, messageId: 'upward', data });
      }
    }

    return {
      Program(node) {
        if (from === -1) context.report({ node, messageId: 'homeless', data: { path: importer } });
      },
      ImportDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      TSImportType: (node) => check(node.source ?? node.argument),
      TSExternalModuleReference: (node) => check(node.expression),
      'CallExpression[callee.name="require"]': (node) => check(node.arguments[0]),
    };
  },
};
