import { readFileSync } from 'node:fs';

/** @param {string} path relative to src */
function source(path) {
  return readFileSync(new URL(`../../src/${path}`, import.meta.url), 'utf8');
}

/**
 * The members of an interface with the comment that stands before each.
 *
 * @param {string} path
 * @param {string} name
 * @returns {{ name: string, type: string, text: string }[]}
 */
export function interfaceMembers(path, name) {
  const [, body = ''] = new RegExp(`export interface ${name}[^{]*{\\n([\\s\\S]*?)\\n}`).exec(source(path)) ?? [];
  const pattern = /(?:^ {2}\/\*\*([\s\S]*?)\*\/\n)?^ {2}(?:readonly )?(\w+)\?: ([^;]+);/gm;
  return [...body.matchAll(pattern)].map(([, comment = '', member, type]) => ({
    name: member,
    type: type.replace(/ \| undefined$/, ''),
    text: comment.replaceAll(/\s*\n\s*\*\s?/g, ' ').trim(),
  }));
}

/**
 * Exported string constants, with the line comment of their group.
 *
 * @param {string} path
 * @param {string} prefix
 * @returns {{ group: string, values: string[] }[]}
 */
export function constantGroups(path, prefix) {
  /** @type {{ group: string, values: string[] }[]} */
  const groups = [];
  for (const block of source(path).split('\n\n')) {
    const [comment] = /^\/\/ [^#].*$(?:\n\/\/ .*$)*/m.exec(block) ?? [];
    const group = comment?.replaceAll(/^\/\/ /gm, '').replaceAll('\n', ' ');
    const values = [...block.matchAll(new RegExp(`export const ${prefix}\\w+ =\\s+'([^']+)'`, 'g'))];
    if (group !== undefined) groups.push({ group, values: [] });
    groups.at(-1)?.values.push(...values.map(([, value]) => value));
  }
  return groups.filter(({ values }) => values.length > 0);
}
