import assert from 'node:assert/strict';
import { join } from 'node:path';
import { OWN_CLIENT, SdkLayout, TRACING, clientOfTomorrow } from '../attach/sdkLayout';
import { startStubServer } from '../attach/stubServer';
import { PROJECT_ROOT, fixture, runJson } from '../support/fixtures';
import { useWorld } from '../support/useWorld';

interface Report {
  readonly spans: string[];
  readonly warnings: string[];
  readonly output?: unknown;
}

const USE = `
  const output = new TomorrowClient().send(new ForecastCommand({ day: 1 }));
  output.then((result) => require(${TRACING}).report({ output: result }));
`;
const REQUIRE = `const { TomorrowClient, ForecastCommand } = require('@aws-sdk/client-tomorrow'); ${USE}`;
const IMPORT = `
  import { createRequire } from 'node:module';
  import { TomorrowClient, ForecastCommand } from '@aws-sdk/client-tomorrow';
  const require = createRequire(import.meta.url);
  ${USE}
`;

/** Where a client of tomorrow may find its base class; the real one is in `@smithy/core`. */
const BASES: Record<string, { readonly base: string; readonly packages?: Record<string, string> }> = {
  'the base class of today': { base: `const { Client } = require('@smithy/core/client');` },
  'the base class of today, re-exported by a package of tomorrow': {
    base: `const { Client } = require('@smithy/tomorrow-core');`,
    packages: { '@smithy/tomorrow-core': `exports.Client = require('@smithy/core/client').Client;` },
  },
  'a base class of a new package': {
    base: `const { Client } = require('@smithy/tomorrow-core');`,
    packages: { '@smithy/tomorrow-core': `${OWN_CLIENT} exports.Client = Client;` },
  },
  'a base class of a package outside of the known scopes': {
    base: `const { Client } = require('tomorrow-core');`,
    packages: { 'tomorrow-core': `${OWN_CLIENT} exports.Client = Client;` },
  },
  'a base class that is what its module exports': {
    base: `const Client = require('@smithy/tomorrow-core');`,
    packages: { '@smithy/tomorrow-core': `${OWN_CLIENT} module.exports = Client;` },
  },
  'a base class in a cycle of modules': {
    base: `const { Client } = require('@smithy/tomorrow-core');`,
    packages: {
      '@smithy/tomorrow-core': `require('@smithy/tomorrow-parts'); ${OWN_CLIENT} exports.Client = Client;`,
      '@smithy/tomorrow-parts': `require('@smithy/tomorrow-core');`,
    },
  },
  'a base class inside the client package': { base: OWN_CLIENT },
  'a base class inside the client package, in a cycle of modules': {
    base: `require('@smithy/tomorrow-parts'); ${OWN_CLIENT}`,
    packages: { '@smithy/tomorrow-parts': `require('@aws-sdk/client-tomorrow');` },
  },
};

describe('a client package that this release has never heard of', () => {
  for (const [title, { base, packages = {} }] of Object.entries(BASES)) {
    describe(`with ${title}`, () => {
      const layout = new SdkLayout();
      before(() => {
        layout.link('@smithy/core');
        layout.add('@aws-sdk/client-tomorrow', clientOfTomorrow(base));
        for (const [name, source] of Object.entries(packages)) layout.add(name, source);
      });
      after(() => layout.remove());

      for (const [file, source] of Object.entries({ 'app.cjs': REQUIRE, 'app.mjs': IMPORT })) {
        for (const preload of ['--require', '--import']) {
          it(`is traced in ${file} with ${preload}`, async () => {
            const result = await runJson<Report>(layout.write(file, source), {
              nodeOptions: [preload, fixture('tracing.cjs')],
            });
            assert.deepEqual(result.spans, ['Tomorrow.Forecast']);
            assert.deepEqual(result.warnings, []);
            assert.deepEqual(result.output, { weather: 'fine', asked: { day: 1 } });
          });
        }
      }
    });
  }
});

describe('a client package without a client class', () => {
  const layout = new SdkLayout();
  before(() => layout.add('@aws-sdk/client-hollow', `exports.HollowError = class HollowError extends Error {};`));
  after(() => layout.remove());

  it('gives exactly one warning that names the package and the fix', async () => {
    const script = `
      require('@aws-sdk/client-hollow');
      require('@aws-sdk/client-hollow');
      const { report } = require(${TRACING});
      const { SqsInstrumentation } = require(process.env.ENTRY);
      new SqsInstrumentation();
      report();
    `;
    for (const nodeOptions of [['--require', fixture('tracing.cjs')], []]) {
      const { warnings } = await runJson<Report>(layout.write('app.cjs', script), { nodeOptions });
      const about = warnings.filter((warning) => warning.includes('@aws-sdk/client-hollow has no client class'));
      assert.equal(about.length, 1, warnings.join('\n'));
      assert.match(about[0] ?? '', /instrumentClient\(client\)/);
    }
  });
});

describe('modules that are only named like clients', () => {
  const layout = new SdkLayout();
  before(() => {
    const agent = (file: string): string => join('node_modules', 'agent', 'lib', 'modules', file);
    layout.write(agent(join('@aws-sdk', 'client-sqs.js')), `exports.instrument = require('./helpers');`);
    layout.write(agent(join('@aws-sdk', 'helpers.js')), `module.exports = () => undefined;`);
    layout.write(agent(join('@aws-sdk', 'client-s3', 'index.js')), `exports.instrument = () => undefined;`);
    layout.write(agent(join('@smithy', 'smithy-client.js')), `exports.instrument = () => undefined;`);
    layout.write(
      agent('index.js'),
      `for (const name of ['@aws-sdk/client-sqs', '@aws-sdk/client-s3', '@smithy/smithy-client']) {
        require('./' + name);
        require(require.resolve('./' + name));
      }`,
    );
  });
  after(() => layout.remove());

  for (const preload of ['--require', '--import']) {
    it(`are nobody's business, with ${preload}`, async () => {
      const script = `
        require('agent/lib/modules');
        const { SqsInstrumentation } = require(process.env.ENTRY);
        new SqsInstrumentation();
        require(${TRACING}).report();
      `;
      const { warnings } = await runJson<Report>(layout.write('agent.cjs', script), {
        nodeOptions: [preload, fixture('tracing.cjs')],
      });
      assert.deepEqual(warnings, []);
    });
  }
});

describe('copies of one client package', () => {
  const layout = new SdkLayout();
  const server = useWorld(startStubServer);
  before(() => {
    layout.linkInstalled('@aws-sdk/client-sqs', '@smithy/core');
    layout.copy('@smithy/core');
    layout.copy('@aws-sdk/client-sqs');
    layout.copy('@aws-sdk/client-sqs', 'queues-of-mine');
  });
  after(() => layout.remove());

  const run = (file: string, source: string, preload: string): Promise<Report> =>
    runJson<Report>(layout.write(file, source), {
      nodeOptions: [preload, fixture('tracing.cjs')],
      env: { ENDPOINT: server.endpoint, INSTALLED: PROJECT_ROOT },
    });

  it('are both traced in one process, each with its own base class', async () => {
    const { spans, warnings } = await run(
      'two.cjs',
      `
      const { createRequire } = require('node:module');
      const { config } = require(${JSON.stringify(fixture('clientCalls.cjs'))});
      const mine = require('@aws-sdk/client-sqs');
      const theirs = createRequire(process.env.INSTALLED + '/')('@aws-sdk/client-sqs');
      const baseOf = ({ SQSClient }) => Object.getPrototypeOf(SQSClient);
      if (baseOf(mine) === baseOf(theirs)) throw new Error('The copies share their base class');
      (async () => {
        for (const { SQSClient, ListQueuesCommand } of [mine, theirs]) {
          await new SQSClient(config).send(new ListQueuesCommand({}));
        }
        require(${TRACING}).report();
      })();
      `,
      '--require',
    );
    assert.deepEqual(spans, ['SQS.ListQueues', 'SQS.ListQueues']);
    assert.deepEqual(warnings, []);
  });

  for (const preload of ['--require', '--import']) {
    it(`are traced under another name, with ${preload}`, async () => {
      const call = `
        const { config } = require(${JSON.stringify(fixture('clientCalls.cjs'))});
        const sent = new SQSClient(config).send(new ListQueuesCommand({}));
        sent.then(() => require(${TRACING}).report());
      `;
      const common = await run(
        'alias.cjs',
        `const { SQSClient, ListQueuesCommand } = require('queues-of-mine'); ${call}`,
        preload,
      );
      assert.deepEqual(common, { spans: ['SQS.ListQueues'], warnings: [] });
      const module = await run(
        'alias.mjs',
        `import { createRequire } from 'node:module';
        import { SQSClient, ListQueuesCommand } from 'queues-of-mine';
        const require = createRequire(import.meta.url);
        ${call}`,
        preload,
      );
      assert.deepEqual(module, { spans: ['SQS.ListQueues'], warnings: [] });
    });
  }
});
