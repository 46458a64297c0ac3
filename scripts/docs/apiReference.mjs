import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

// The compiler of this project has no JavaScript API. API Extractor, which checks the same declarations, contains one.
const require = createRequire(import.meta.url);
const ts = createRequire(require.resolve('@microsoft/api-extractor'))('typescript');

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const WIDTH = 110;

/** @typedef {any} Declaration a node of the syntax tree: https://ts-ast-viewer.com shows the kinds of nodes */

/**
 * The reference of one entry of the package: each public name with its docstring and its declaration, as built.
 *
 * @param {string} entry a key of `exports` in package.json
 * @param {string} [root] of the repository
 * @returns {string}
 */
export function apiReference(entry, root = ROOT) {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const types = exports[entry]?.types;
  if (types === undefined) throw new Error(`package.json exports no ${entry} with types`);
  const declarations = join(root, types);
  if (!existsSync(declarations)) throw new Error(`there is no ${types}: build first`);
  const found = publicNames(declarations);
  if (found.length === 0) return 'It exports nothing: loading it is all there is to do.';
  return found
    .toSorted((a, b) => Number(isType(a.nodes)) - Number(isType(b.nodes)) || compare(a.name, b.name))
    .map(({ name, nodes }) => [`### \`${name}\``, ...documentation(nodes)].join('\n\n'))
    .join('\n\n');
}

/** `Traced` after `traced`. @param {string} a @param {string} b */
function compare(a, b) {
  return a.localeCompare(b, 'en', { caseFirst: 'lower' });
}

/**
 * @param {string} path of a declaration file
 * @returns {{ name: string, nodes: Declaration[] }[]} its exports, also those from other files
 */
function publicNames(path) {
  return parse(path).statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement)) {
      const { name } = statement;
      const own = name !== undefined && exported(statement) ? name.text : undefined;
      return own === undefined ? [] : [{ name: own, nodes: declarationsOf(path, own) }];
    }
    const { exportClause, moduleSpecifier } = statement;
    if (exportClause === undefined || !ts.isNamedExports(exportClause)) throw new Error(`${path} exports *`);
    return exportClause.elements.map((element) => {
      const from = moduleSpecifier === undefined ? path : resolve(dirname(path), `${moduleSpecifier.text}.d.ts`);
      return { name: element.name.text, nodes: declarationsOf(from, (element.propertyName ?? element.name).text) };
    });
  });
}

/** @param {string} path @param {string} name @returns {Declaration[]} all of its overloads */
function declarationsOf(path, name) {
  const found = parse(path).statements.filter((statement) => statement.name?.text === name);
  if (found.length > 0) return found;
  const further = publicNames(path).find((other) => other.name === name);
  if (further === undefined) throw new Error(`${path} does not declare ${name}`);
  return further.nodes;
}

/** Syntax trees by path. */
const parsed = new Map();

/** @param {string} path */
function parse(path) {
  const file = parsed.get(path) ?? ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  parsed.set(path, file);
  return file;
}

/** @param {Declaration} node */
function exported(node) {
  return node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
}

/** @param {Declaration[]} nodes */
function isType([node]) {
  return ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);
}

/** @param {Declaration[]} nodes @returns {string[]} paragraphs: prose, declaration, parameters, examples */
function documentation(nodes) {
  const docs = nodes.flatMap((node) => ts.getJSDocCommentsAndTags(node)).filter(ts.isJSDoc);
  const tags = docs.flatMap((doc) => doc.tags ?? []);
  const listed = tags.flatMap((tag) => {
    const text = prose(tag.comment).replaceAll('\n', ' ');
    if (ts.isJSDocParameterTag(tag)) return [`- \`${tag.name.getText()}\`: ${text}`];
    if (ts.isJSDocReturnTag(tag)) return [`- Returns ${text}`];
    if (ts.isJSDocThrowsTag(tag)) return [`- Throws ${text}`];
    return ts.isJSDocSeeTag(tag) ? [`- See <${address(tag)}>`] : [];
  });
  const examples = tags.filter((tag) => tag.tagName.text === 'example').map((tag) => fenced(prose(tag.comment)));
  return [
    ...docs.map((doc) => prose(doc.comment)).filter((text) => text !== ''),
    fenced(nodes.map(signature).join('\n')),
    ...(listed.length > 0 ? [listed.join('\n')] : []),
    ...examples.flatMap((example) => ['For example:', example]),
  ];
}

/** @param {unknown} comment of a docstring, or of a tag in it */
function prose(comment) {
  const text = ts.getTextOfJSDocComment(comment) ?? '';
  return text
    .replaceAll(/\{@link (\w+)\}/g, '`$1`')
    .replaceAll('\\@', '@')
    .trim();
}

/**
 * The compiler takes the `https` of an address for the name of something, and the rest for a comment.
 *
 * @param {import('typescript').JSDocSeeTag} tag
 */
function address(tag) {
  return `${tag.name?.getText() ?? ''}${prose(tag.comment)}`;
}

/** @param {string} text */
function fenced(text) {
  return ['```ts', text, '```'].join('\n');
}

/** @param {Declaration} node */
function signature(node) {
  const text = ts.isClassDeclaration(node) ? publicPart(node) : node.getText();
  const plain = text
    .replace(/^export (?:declare )?/, '')
    .replaceAll(/^(?: {4})+/gm, (indent) => indent.slice(indent.length / 2));
  if (!ts.isFunctionDeclaration(node) || plain.length <= WIDTH || node.parameters.length === 0) return plain;
  const { parameters } = node;
  const [start, end] = [parameters.pos, parameters.end].map(
    (at) => at - node.getStart() - (node.getText().length - plain.length),
  );
  const list = parameters.map((parameter) => `  ${parameter.getText()},\n`).join('');
  return `${plain.slice(0, start)}\n${list}${plain.slice(end)}`;
}

/** A class without its private and protected members. @param {Declaration} node */
function publicPart(node) {
  const source = node.getSourceFile().text;
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  const members = node.members.filter(
    (member) =>
      (ts.getCombinedModifierFlags(member) & hidden) === 0 && !(member.name && ts.isPrivateIdentifier(member.name)),
  );
  const lines = members.map((member) => `    ${source.slice(member.getStart(undefined, true), member.end)}\n`);
  return `${source.slice(node.getStart(), node.members.pos)}\n${lines.join('')}}`;
}
