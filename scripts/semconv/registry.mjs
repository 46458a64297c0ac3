import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const PACKAGE = '@opentelemetry/semantic-conventions';

/**
 * Names and deprecations of the registry, as the published package has them.
 *
 * @returns {{ version: string, attributes: string[], metrics: string[], deprecated: Record<string, string[]> }}
 *   `deprecated`: by name, the names that stand in its place now
 */
export function publishedRegistry() {
  const root = dirname(dirname(createRequire(import.meta.url).resolve(PACKAGE)));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const dist = join(root, 'dist');
  const read = (/** @type {RegExp} */ file, /** @type {string} */ prefix) =>
    readdirSync(dist)
      .filter((name) => file.test(name))
      .flatMap((name) => constantsIn(readFileSync(join(dist, name), 'utf8'), prefix));
  const attributes = read(/^(stable|experimental)_attributes\.d\.mts$/, 'ATTR_');
  const metrics = read(/^(stable|experimental)_metrics\.d\.mts$/, 'METRIC_');
  return {
    version,
    attributes: sorted(attributes.map(({ name }) => name)),
    metrics: sorted(metrics.map(({ name }) => name)),
    deprecated: Object.fromEntries(
      [...attributes, ...metrics]
        .flatMap(({ name, instead }) => (instead === undefined ? [] : [/** @type {const} */ ([name, instead])]))
        .toSorted(([a], [b]) => (a < b ? -1 : 1)),
    ),
  };
}

/**
 * @param {string} text declarations
 * @param {string} prefix
 */
function constantsIn(text, prefix) {
  const pattern = new RegExp(
    `(/\\*\\*(?:(?!\\*/)[\\s\\S])*\\*/)\\s*(?:export )?declare const ${prefix}\\w+(?:: | = )"([^"]+)"`,
    'g',
  );
  return [...text.matchAll(pattern)].map(([, comment, name]) => ({ name, instead: insteadIn(comment) }));
}

/** @param {string} comment */
function insteadIn(comment) {
  const [, text] = /@deprecated ([^@]*)/.exec(comment) ?? [];
  return text === undefined ? undefined : [...text.matchAll(/`([a-z][\w.]*\.[\w.]+)`/g)].map(([, name]) => name);
}

/** @param {readonly string[]} names */
function sorted(names) {
  return [...new Set(names)].toSorted();
}
