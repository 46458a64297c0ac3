import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { startStubServer } from '../attach/stubServer';
import * as root from '../../src';
import { PACKAGE_NAME, PACKAGE_VERSION } from '../../src/version';
import { ENTRY, PROJECT_ROOT, fixture, runJson } from '../support/fixtures';

interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** The names that users may rely on: a new one is a decision, not an accident. */
const PUBLIC = [
  'SqsInstrumentation',
  'Traced',
  'extractMessageContext',
  'forwardMessage',
  'fromAwsInstrumentationConfig',
  'injectMessageContext',
  'instrumentClient',
  'processBatch',
  'MessageQueuePropagator',
  'processMessage',
  'linkedSampler',
  'traced',
  'wrapBatchHandler',
  'wrapHandler',
  'wrapMessageHandler',
  'wrapSqsHandler',
];

describe('the package', () => {
  const packageJson = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8')) as PackageJson;

  it('has the public names of its contract, and no other', () => {
    const names = Object.keys(root);
    assert.deepEqual(
      names.filter((name) => !PUBLIC.includes(name)),
      [],
    );
    for (const name of ['SqsInstrumentation', 'extractMessageContext', 'instrumentClient', 'processMessage']) {
      assert.ok(names.includes(name), name);
    }
    for (const exported of Object.values(root)) assert.equal(typeof exported, 'function');
  });

  it('calls itself what package.json says', () => {
    assert.equal(PACKAGE_NAME, packageJson.name);
    assert.equal(PACKAGE_VERSION, packageJson.version);
    const instrumentation = new root.SqsInstrumentation({ enabled: false });
    assert.equal(instrumentation.instrumentationName, packageJson.name);
    assert.equal(instrumentation.instrumentationVersion, packageJson.version);
  });

  it('has one span for each call where it is there twice', async () => {
    const server = await startStubServer();
    try {
      const report = await runJson<object>(fixture('twoCopies.cjs'), { env: { ENDPOINT: server.endpoint } });
      assert.deepEqual(report, { spans: Array(3).fill('SQS.ListQueues'), warnings: [], enabled: true });
    } finally {
      await server.stop();
    }
  });

  it('loads nothing but itself and its peers', async () => {
    const loaded = await runJson<[path: string, children: string[]][]>(fixture('surface.cjs'));
    const own = `${dirname(ENTRY)}${sep}`;
    const ours = loaded.filter(([path]) => path.startsWith(own));
    assert.ok(ours.some(([path]) => path === ENTRY));
    // What the peers need in turn is theirs.
    const asked = ours.flatMap(([, children]) => children).filter((path) => !path.startsWith(own));
    const { peerDependencies, peerDependenciesMeta } = packageJson;
    // Those of the bootstrap are optional.
    const peers = Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true);
    assert.deepEqual([...new Set(asked.map(packageOf))].toSorted(), peers.toSorted());
    assert.ok(!ours.some(([path]) => path.startsWith(`${own}bootstrap${sep}`)), 'The bootstrap room was loaded');
  });

  it('loads nothing of Node.js that takes milliseconds, and that its peers do not need', async () => {
    const loaded = await runJson<string[]>(fixture('builtins.cjs'));
    assert.deepEqual(
      loaded.filter((name) => /^NativeModule (?:crypto|http|https|http2|tls|net|zlib|child_process)$/.test(name)),
      [],
    );
  });
});

/** The package of a module in `node_modules`, else its path in the project. */
function packageOf(path: string): string {
  const [, scopeOrName = '', name = ''] = path.slice(path.lastIndexOf('node_modules')).split(sep);
  if (!path.includes('node_modules')) return path.slice(PROJECT_ROOT.length + 1);
  return scopeOrName.startsWith('@') ? `${scopeOrName}/${name}` : scopeOrName;
}
