/**
 * What is wrong with a lock file without a look at any registry: an entry that npm would install without a check of
 * what it gets.
 *
 * @param {{ packages: Record<string, { link?: boolean, inBundle?: boolean, integrity?: string, resolved?: string }> }} lock
 * @returns {string[]}
 */
export function problemsOf({ packages }) {
  return Object.entries(packages).flatMap(([path, { link, inBundle, integrity, resolved }]) => {
    // The project itself, its workspaces, and what comes inside of another package.
    if (link === true || inBundle === true || !path.includes('node_modules/')) return [];
    if (integrity?.startsWith('sha512-') !== true) return [`${path} has no sha512 checksum`];
    return resolved === undefined || resolved.startsWith('https://') ? [] : [`${path} comes from ${resolved}`];
  });
}
