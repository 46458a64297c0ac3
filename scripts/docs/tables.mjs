import { ROOMS } from '../lint/rooms.mjs';
import { code, table } from './markdown.mjs';

/**
 * What the tables tell about the package comes from the package itself, as built:
 * `await built('services/index.js')` is the module build/src/services/index.js.
 *
 * @param {string} path relative to build/src
 * @returns {Promise<any>}
 */
export function built(path) {
  return import(new URL(`../../build/src/${path}`, import.meta.url).href);
}

/**
 * The generated tables: `<!-- table: NAME -->` in a Markdown file holds what `tables.NAME()` returns.
 *
 * @type {Record<string, () => string | Promise<string>>}
 */
export const tables = {
  rooms: () =>
    table(
      ['Room', 'Holds'],
      ROOMS.map((room) => [room.members.map((member) => code(`src/${member}`)).join(', '), room.purpose]),
    ),
};
