import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Problem } from '../../src/bootstrap/problem';
import { makeResourceDetectors, sdkDetectors } from '../../src/bootstrap/resourceDetectors';
import { loadPeer } from '../../src/bootstrap/peers';
import { withPackageAt, withoutPackages } from './hiddenPackages';

describe('the detectors that OTEL_NODE_RESOURCE_DETECTORS names', () => {
  const make = (names: string): { count: number | undefined; problems: Problem[] } => {
    const problems: Problem[] = [];
    return { count: makeResourceDetectors({ OTEL_NODE_RESOURCE_DETECTORS: names }, problems)?.length, problems };
  };

  it('are left to the SDK where it knows them all', () => {
    for (const names of ['', 'all', 'none', 'env,host', 'env,none,aws', 'aws,all']) {
      assert.deepEqual(make(names), { count: undefined, problems: [] }, names);
    }
  });

  it('may be those of the bundle', () => {
    assert.deepEqual(make('env,aws'), { count: 6, problems: [] });
    assert.deepEqual(make('container, alibaba, gcp'), { count: 3, problems: [] });
  });

  it('are left out with a word where there is no such detector, or no package', () => {
    const { count, problems } = make('env,amazon');
    assert.equal(count, 1);
    assert.deepEqual(problems, [
      {
        text: "OTEL_NODE_RESOURCE_DETECTORS: 'amazon' is left out",
        fix: 'use all, none, env, host, os, process, serviceinstance, alibaba, aws, azure, container, gcp',
      },
    ]);
    const [ofMistake] = make('http://user:secret@collector:4318').problems;
    assert.equal(ofMistake?.text, "OTEL_NODE_RESOURCE_DETECTORS: 'http://***@collector:4318' is left out");
    assert.equal(make('env,constructor').problems.length, 1);
    const hidden = ['@opentelemetry/resource-detector-aws', '@opentelemetry/auto-instrumentations-node'];
    const without = withoutPackages(hidden, () => make('env,aws'));
    assert.equal(without.count, 1);
    assert.equal(without.problems[0]?.fix, 'npm install @opentelemetry/resource-detector-aws');
  });

  it('need their own package only, and not the bundle', () => {
    const without = withoutPackages(['@opentelemetry/auto-instrumentations-node'], () => make('env,aws'));
    assert.deepEqual(without, { count: 6, problems: [] });
  });

  it('are those that the installed release of a package has', () => {
    const directory = mkdtempSync(join(tmpdir(), 'detectors-'));
    try {
      const file = join(directory, 'index.js');
      writeFileSync(file, 'exports.azureVmDetector = {}; exports.azureFunctionsDetector = null;');
      const made = withPackageAt('@opentelemetry/resource-detector-azure', file, () => make('azure'));
      assert.deepEqual(made, { count: 1, problems: [] });
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});

describe('the detectors that the SDK takes by itself', () => {
  /** By their names in the package. */
  const taken = (names?: string): (string | undefined)[] => {
    const resources = Object.entries(loadPeer('@opentelemetry/resources', 'this test'));
    const detectors = sdkDetectors(names === undefined ? {} : { OTEL_NODE_RESOURCE_DETECTORS: names });
    return detectors.map((each) => resources.find(([, exported]) => exported === each)?.[0]);
  };

  it('are three, the ones that are named, all, or none', () => {
    assert.deepEqual(taken(), ['envDetector', 'processDetector', 'hostDetector']);
    assert.deepEqual(taken('os,aws,env'), ['osDetector', 'envDetector']);
    const all = ['hostDetector', 'osDetector', 'serviceInstanceIdDetector', 'processDetector', 'envDetector'];
    assert.deepEqual(taken('env,all'), all);
    assert.deepEqual(taken('env,none'), []);
  });
});
