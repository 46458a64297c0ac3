import { equal, match } from 'node:assert/strict';
import { type Run, Sandbox } from './sandbox';

const EXAMPLE = `import { x } from 'y';

export function example(): void {
  // #region setup

  const first = x('|');

  // #region inner
  if (first) {
    first.run();
  }
  // #endregion
  // #endregion
}
`;

const SNIPPET = `const first = x('|');

if (first) {
  first.run();
}`;

const TABLES = `
import { table } from './markdown.mjs';
export const tables = {
  pipes: async () => table(['Name', 'Means'], [['a|b', 'one\\n  line'], ['c', 2]]),
  broken: () => { throw new Error('no such build'); },
};
`;

/** A repository with a README of its own; the tables are the ones above. */
function repository(readme: string, files: Readonly<Record<string, string>> = {}): Sandbox {
  return new Sandbox(['scripts/docs', 'scripts/lint'], {
    'README.md': readme,
    'examples/readme/a.ts': EXAMPLE,
    'scripts/docs/tables.mjs': TABLES,
    ...files,
  });
}

function snippet(content: string, reference = 'examples/readme/a.ts#setup'): string {
  return `# Title\n\n<!-- snippet: ${reference} -->\n${content}\n<!-- /snippet -->\n\nThe end.\n`;
}

describe('docs', () => {
  const sandboxes: Sandbox[] = [];

  afterEach(() => {
    for (const sandbox of sandboxes.splice(0)) sandbox.remove();
  });

  function write(sandbox: Sandbox): Run {
    sandboxes.push(sandbox);
    return sandbox.run('scripts/docs/main.mjs');
  }

  function check(sandbox: Sandbox): Run {
    sandboxes.push(sandbox);
    return sandbox.run('scripts/docs/main.mjs', ['--check']);
  }

  function fails(run: Run, complaint: RegExp): void {
    equal(run.status, 1, run.output);
    match(run.output, complaint);
  }

  describe('snippets', () => {
    it('writes the code of a region, dedented and without markers', () => {
      const sandbox = repository(snippet('old'));
      const { status, output } = write(sandbox);
      equal(status, 0, output);
      equal(sandbox.read('README.md'), snippet(`\`\`\`ts\n${SNIPPET}\n\`\`\``));
      equal(check(sandbox).output, '');
    });

    it('writes a whole file where no region is named', () => {
      const whole = `import { x } from 'y';\n\nx();`;
      const sandbox = repository(snippet('old', 'src/whole.ts'), { 'src/whole.ts': `${whole}\n` });
      equal(write(sandbox).status, 0);
      equal(sandbox.read('README.md'), snippet(`\`\`\`ts\n${whole}\n\`\`\``, 'src/whole.ts'));
    });

    it('indents a block like its marker', () => {
      const sandbox = repository('- item\n\n  <!-- snippet: examples/readme/a.ts#inner -->\n  <!-- /snippet -->\n');
      write(sandbox);
      match(
        sandbox.read('README.md'),
        /\n {2}```ts\n {2}if \(first\) \{\n {4}first\.run\(\);\n {2}\}\n {2}```\n {2}<!-- \/snippet/,
      );
      equal(check(sandbox).status, 0);
    });

    it('names the block that drifted and the cure, and leaves the file alone', () => {
      const sandbox = repository(snippet('```ts\nold();\n```'));
      fails(check(sandbox), /README\.md:3: snippet examples\/readme\/a\.ts#setup is out of date: run `npm run docs`/);
      equal(sandbox.read('README.md'), snippet('```ts\nold();\n```'));
    });

    it('looks into docs/ and the change log', () => {
      const { output } = check(repository('', { 'docs/deep/a.md': snippet('old'), 'CHANGELOG.md': snippet('old') }));
      match(output, /docs\/deep\/a\.md:3: snippet/);
      match(output, /CHANGELOG\.md:3: snippet/);
    });

    it('leaves markers in fenced code alone', () => {
      equal(check(repository(`\`\`\`md\n${snippet('old')}\`\`\`\n`)).output, '');
    });

    it('tells what is wrong with a block that cannot be made', () => {
      const run = (reference: string): Run => write(repository(snippet('kept', reference)));
      fails(run('examples/readme/b.ts#setup'), /README\.md:3: .*there is no file examples\/readme\/b\.ts/);
      fails(run('examples/readme/a.ts#nowhere'), /README\.md:3: .*0 regions have the name nowhere/);
      fails(run('examples/readme/a.ts#'), /a snippet is named path\/of\/file\.ts or path\/of\/file\.ts#region/);
      fails(run('package.json#setup'), /a snippet is named path\/of\/file\.ts/);
      fails(write(repository('<!-- snippet: examples/readme/a.ts#setup -->\n')), /README\.md:1: .*has no closing/);
      fails(write(repository('<!-- /snippet -->\n')), /README\.md:1: .*closes nothing/);
    });

    it('keeps the old content of a block that cannot be made', () => {
      const sandbox = repository(snippet('kept', 'examples/readme/a.ts#nowhere'));
      equal(write(sandbox).status, 1);
      equal(sandbox.read('README.md'), snippet('kept', 'examples/readme/a.ts#nowhere'));
    });

    it('refuses a region without an end', () => {
      const files = { 'examples/readme/a.ts': '// #region setup\nx();\n' };
      fails(write(repository(snippet('old'), files)), /region setup has no \/\/ #endregion/);
    });
  });

  describe('tables', () => {
    const block = (name: string, content: string): string => `<!-- table: ${name} -->\n${content}\n<!-- /table -->\n`;

    it('writes what the function of the name returns', () => {
      const sandbox = repository(block('pipes', 'old'));
      equal(write(sandbox).status, 0);
      equal(
        sandbox.read('README.md'),
        block('pipes', '| Name | Means |\n| --- | --- |\n| a\\|b | one line |\n| c | 2 |'),
      );
      equal(check(sandbox).status, 0);
    });

    it('names the table that drifted', () => {
      fails(check(repository(block('pipes', 'old'))), /README\.md:1: table pipes is out of date: run `npm run docs`/);
    });

    it('tells about unknown and failing tables', () => {
      fails(write(repository(block('toString', 'old'))), /no such table, only pipes, broken/);
      fails(write(repository(block('broken', 'old'))), /README\.md:1: table broken: no such build/);
    });

    it('makes the table of rooms from the list that the lint rule reads', () => {
      // The dashboard is made of the built package, which is not there.
      const files = { 'scripts/dashboards/files.mjs': 'export const dashboardFiles = async () => ({});\n' };
      const copied = ['scripts/docs', 'scripts/dashboards', 'scripts/lint', 'scripts/matrix', 'scripts/mutation'];
      const sandbox = new Sandbox(copied, { 'README.md': block('rooms', ''), ...files });
      equal(write(sandbox).status, 0);
      match(sandbox.read('README.md'), /^\| `src\/semconv` \| /m);
    });
  });

  describe('links', () => {
    const files = {
      'docs/a.md':
        '# A `b.c()` & [d](../README.md)\n\n## Twice\n\n## Twice\n\nUnderlined\n---\n\n<a id="by-hand"></a>\n',
    };

    it('accepts what exists', () => {
      const readme = [
        '[a](docs/a.md) [b](./docs/a.md#a-bc--d "title") ![c](docs/a.md#twice-1) [d](/docs/a.md#underlined) [e](#title)',
        '[f](docs) [g](docs/a.md#by-hand) [h](examples/readme/a.ts#L3-L4) <a href="docs/a.md">i</a> [`j`](docs/a.md)',
        '[k](https://example.com/x#y) [l](mailto:x@example.com) `[m](missing.md)`',
        '',
        '[n]: docs/a.md#twice',
        '',
        '```md',
        '[o](missing.md)',
        '```',
        '# Title',
        '',
      ].join('\n');
      equal(check(repository(readme, files)).output, '');
    });

    const dead: readonly [link: string, fault: string][] = [
      ['[a](missing.md)', 'there is no such file'],
      ['![a](missing.png)', 'there is no such file'],
      ['[a]: docs/missing.md', 'there is no such file'],
      ['<a href="missing.md">a</a>', 'there is no such file'],
      ['[a](#missing)', 'no heading makes #missing'],
      ['[a](docs/a.md#twice-2)', 'no heading makes #twice-2'],
      ['[a](docs/a.md#Twice)', 'no heading makes #Twice'],
      ['[a](examples/readme/a.ts#setup)', 'only Markdown has anchors'],
      ['[a](../outside.md)', 'it leads out of the repository'],
      ['See ://example.com/a', 'it has no scheme'],
    ];
    for (const [link, fault] of dead) {
      it(`reports ${link}`, () => {
        const { status, output } = check(repository(`# Title\n\n${link}\n`, files));
        equal(status, 1);
        match(output, /^README\.md:3: dead link /);
        equal(output.includes(`: ${fault}\n`), true, output);
      });
    }

    it('resolves links of docs/ from where they stand', () => {
      const { output } = check(repository('', { 'docs/deep/b.md': '[a](../a.md) [b](a.md)\n', 'docs/a.md': '' }));
      equal(output, 'docs/deep/b.md:1: dead link a.md: there is no such file\n');
    });
  });
});
