import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { transform } from 'esbuild';
import { isObject } from '../../src/values';
import { blocksOf, exists, read, readJson } from './repository';

const PAGE = 'docs/lambda.md';
const WRAPPER = 'opentelemetry-instrumentation-sqs/lambda-exec-wrapper';
const yaml = createRequire(require.resolve('mocha/package.json'))('js-yaml') as { load(text: string): unknown };

describe(PAGE, () => {
  it('names files of the package and packages of its manifest', () => {
    const { files, peerDependencies, exports } = readJson<{
      files: string[];
      peerDependencies: object;
      exports: object;
    }>('package.json');
    const page = read(PAGE);
    for (const [, path = ''] of page.matchAll(/opentelemetry-instrumentation-sqs\/([\w./-]+)/g)) {
      assert.ok(files.includes(path) || `./${path}` in exports, path);
      if (files.includes(path)) assert.ok(exists(path), path);
    }
    for (const [line] of page.matchAll(/^npm install .*$/gm)) {
      const packages = line.split(' ').filter((word) => word.startsWith('@'));
      assert.equal(packages.length, 3, line);
      for (const name of packages) assert.ok(name in peerDependencies, name);
    }
  });

  it('has the script in every way of deployment', () => {
    for (const language of ['dockerfile', 'yaml', 'hcl']) {
      for (const block of blocksOf(PAGE, language)) assert.ok(block.includes(WRAPPER), block);
    }
    assert.ok(blocksOf(PAGE, 'ts')[0]?.includes(WRAPPER));
  });

  it('has a template of SAM in which every reference leads somewhere', () => {
    const [template = ''] = blocksOf(PAGE, 'yaml');
    const references = [...template.matchAll(/!(?:Ref|GetAtt) (\w+)/g)].map(([, name]) => name ?? '');
    const parsed = yaml.load(template.replaceAll(/!(?:Ref|GetAtt) /g, ''));
    const resources = isObject(parsed) ? parsed['Resources'] : undefined;
    assert.ok(isObject(resources) && references.length > 0);
    for (const name of references) assert.ok(name in resources, name);
  });

  it('has an image whose instructions are known, and Terraform whose blocks are closed', () => {
    const [image = ''] = blocksOf(PAGE, 'dockerfile');
    for (const line of image.replaceAll('\\\n', '').trim().split('\n')) {
      assert.match(line, /^(?:FROM|COPY|RUN|ENV|CMD) \S/);
    }
    const [terraform = ''] = blocksOf(PAGE, 'hcl');
    let depth = 0;
    for (const line of terraform.trim().split('\n')) {
      assert.match(line, /^\s*$|\{$|^\s*\}$|^\s*\w+\s+= \S/);
      depth += (line.match(/\{/g) ?? []).length - (line.match(/\}/g) ?? []).length;
    }
    assert.equal(depth, 0);
    const declared = [...terraform.matchAll(/^resource "(\w+)" "(\w+)"/gm)].map(([, type, name]) => `${type}.${name}`);
    assert.ok(declared.some((each) => terraform.includes(`${each}.arn`)));
  });

  it('has TypeScript that compiles', async () => {
    for (const block of blocksOf(PAGE, 'ts')) assert.notEqual((await transform(block, { loader: 'ts' })).code, '');
  });
});
