import { deepEqual } from 'node:assert/strict';
import { Sandbox } from './sandbox';

/** Titles with all that an expression has a meaning for, as Stryker makes one of them. */
const TITLES = ['adds 1 + 1 (and [2])', 'a.b $)|(^ c\\d', 'over\ntwo lines', 'a/b', 'with-hyphen n\\n'];
const expression = (title: string): string => `(^${title.replaceAll(/[.*+\-?^${}()|[\]\\/]/g, String.raw`\$&`)}$)`;

describe('the tests that a mutant runs', () => {
  let sandbox: Sandbox | undefined;
  afterEach(() => sandbox?.remove());

  function foundBy(pattern: string, titles: readonly string[]): unknown {
    sandbox = new Sandbox(['scripts/mutation'], {
      'mocha.cjs': `
        class Mocha { options = {}; grep(pattern) { this.options.grep = new RegExp(pattern); return this; } }
        module.exports = Mocha;`,
      'run.cjs': `
        process.env.MUTATION_MOCHA = require.resolve('./mocha.cjs');
        require('./scripts/mutation/titles.cjs');
        const mocha = new (require('./mocha.cjs'))();
        const returned = mocha.grep(${pattern});
        const found = ${JSON.stringify(titles)}.filter((title) => mocha.options.grep.test(title));
        console.log(JSON.stringify({ found, chained: returned === mocha }));`,
    });
    return JSON.parse(sandbox.run('run.cjs').output);
  }

  it('are those with these very titles', () => {
    const source = JSON.stringify(TITLES.map(expression).join('|'));
    const others = TITLES.map((title) => `${title} and more`);
    deepEqual(foundBy(`new RegExp(${source})`, [...TITLES, ...others]), { found: TITLES, chained: true });
  });

  it('are found by any other expression as Mocha finds them', () => {
    deepEqual(foundBy("'^(?!.*slow)'", ['slow', 'quick']), { found: ['quick'], chained: true });
    deepEqual(foundBy('/quick$/', ['slow', 'quick']), { found: ['quick'], chained: true });
  });
});
