// Prints the part of CHANGELOG.md for a release: `node scripts/release/changelog.mjs v1.2.3`. Fails if the tag is not
// the version in package.json, or if the release has no dated section with something in it.
import { readFileSync } from 'node:fs';

/** @param {string} path relative to the working directory, which is the root of the repository */
const read = (path) => readFileSync(path, 'utf8');

/**
 * The part of the change log that belongs to a version.
 *
 * @param {string} changelog
 * @param {string} version
 * @returns {string}
 */
export function sectionOf(changelog, version) {
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((text) => text.split(/\s/, 1)[0] === version);
  if (section === undefined) throw new Error(`CHANGELOG.md has no section "## ${version} - <date>"`);
  const [heading, ...body] = section.split('\n');
  if (!/ - \d{4}-\d\d-\d\d$/.test(heading)) throw new Error(`"## ${heading}" of CHANGELOG.md has no date`);
  const text = body.join('\n').trim();
  if (!/^- /m.test(text)) throw new Error(`"## ${heading}" of CHANGELOG.md is empty`);
  return text;
}

/** @param {string | undefined} tag */
function main(tag) {
  const { version } = JSON.parse(read('package.json'));
  if (tag !== `v${version}`) throw new Error(`the tag is ${tag}, the version in package.json ${version}`);
  console.log(sectionOf(read('CHANGELOG.md'), version));
}

try {
  main(process.argv[2]);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
