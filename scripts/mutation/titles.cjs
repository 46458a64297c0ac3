// For each mutant Stryker has Mocha look for some tests, by an expression with all their titles. Mocha applies it to every
// test, once for each suite that the test is in: with 2,000 titles that takes seconds, and most mutants die in less.
const Mocha = require(process.env.MUTATION_MOCHA ?? 'mocha');

const { grep } = Mocha.prototype;

/** @param {string | RegExp} pattern */
Mocha.prototype.grep = function (pattern) {
  const titles = pattern instanceof RegExp ? titlesOf(pattern.source) : undefined;
  if (titles === undefined) return grep.call(this, pattern);
  this.options.grep = { test: (/** @type {string} */ title) => titles.has(title) };
  return this;
};

/**
 * @param {string} source
 * @returns {ReadonlySet<string> | undefined} of an expression as Stryker makes it: `(^one$)|(^two$)`
 */
function titlesOf(source) {
  if (!source.startsWith('(^') || !source.endsWith('$)')) return undefined;
  const titles = source.slice('(^'.length, -'$)'.length).split('$)|(^');
  return new Set(titles.map((title) => title.replaceAll(/\\(.)/g, (_, char) => (char === 'n' ? '\n' : char))));
}
