// Fills in where the repository is, which only a release knows: `node scripts/release/repository.mjs URL v1.2.3`.
// It writes `repository`, `homepage` and `bugs` of each package.json, and makes the links of each README absolute, as a
// registry shows that page without the files around it. Run it on a checkout that is thrown away afterwards.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What is published: the folders of the packages. */
export const PACKAGES = ['.', 'viewer'];

const PICTURE = /\.(?:svg|png)$/;
const LINK = /(!?)\[((?:[^\][]|\[[^\]]*\])*)\]\(([^)\s]+)\)/g;
const FENCED = /^```[^]*?^```$/gm;

/**
 * The part of a package.json that says where to look, and where to complain.
 *
 * @param {string} url of the repository: `https://host/owner/name`
 * @param {string} folder of the package
 */
export function addresses(url, folder) {
  const repository = { type: 'git', url: `git+${url}.git` };
  return {
    repository: folder === '.' ? repository : { ...repository, directory: folder },
    homepage: folder === '.' ? `${url}#readme` : `${url}/tree/HEAD/${folder}#readme`,
    bugs: { url: `${url}/issues` },
  };
}

/**
 * A page whose relative links lead to a release of the repository. Those within the page, and code, stay.
 *
 * @param {string} markdown
 * @param {{ url: string, tag: string, folder: string }} place folder: where the page is
 */
export function withAbsoluteLinks(markdown, { url, tag, folder }) {
  /** @param {string} target */
  const absolute = (target, picture = false) => {
    if (/^(?:[a-z][a-z0-9+.-]*:|#)/i.test(target)) return target;
    const [path, anchor] = target.split('#', 2);
    const file = posix.normalize(posix.join(folder, path));
    const kind = picture || PICTURE.test(file) ? 'raw' : isFolder(file) ? 'tree' : 'blob';
    return `${url}/${kind}/${tag}/${file}${anchor === undefined ? '' : `#${anchor}`}`;
  };
  /** @param {string} text */
  const mend = (text) =>
    text.replaceAll(LINK, (_, mark, label, target) => `${mark}[${mend(label)}](${absolute(target, mark === '!')})`);
  // Code is what stands between the pieces of text.
  const code = markdown.match(FENCED) ?? [];
  return markdown
    .split(FENCED)
    .flatMap((text, index) => [mend(text), code[index] ?? ''])
    .join('');
}

/** @param {string} path relative to the working directory, which is the root of the repository */
function isFolder(path) {
  return existsSync(path) && statSync(path).isDirectory();
}

/** @param {string | undefined} url @param {string | undefined} tag */
function main(url, tag) {
  if (url === undefined || !/^https:\/\/[^/\s]+\/[^\s]*[^/\s]$/.test(url) || tag === undefined || !/^v\d/.test(tag)) {
    throw new Error('usage: node scripts/release/repository.mjs https://HOST/OWNER/NAME v1.2.3');
  }
  for (const folder of PACKAGES) {
    const manifest = join(folder, 'package.json');
    const filled = { ...JSON.parse(readFileSync(manifest, 'utf8')), ...addresses(url, folder) };
    writeFileSync(manifest, `${JSON.stringify(filled, undefined, 2)}\n`);
    const page = join(folder, 'README.md');
    writeFileSync(page, withAbsoluteLinks(readFileSync(page, 'utf8'), { url, tag, folder }));
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    main(process.argv[2], process.argv[3]);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
