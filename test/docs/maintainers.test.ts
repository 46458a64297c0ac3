import assert from 'node:assert/strict';
import { exists, filesOf, manifest, read, readJson, readYaml } from './repository';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly needs?: string | readonly string[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Form {
  readonly name: string;
  readonly description: string;
  readonly body: readonly {
    readonly type: string;
    readonly id?: string;
    readonly attributes: {
      readonly label?: string;
      readonly description?: string;
      readonly value?: string;
      readonly options?: readonly unknown[];
    };
    readonly validations?: { readonly required?: boolean };
  }[];
}

const WORKFLOWS = filesOf('.github/workflows', '.yml');
const FORMS = filesOf('.github/ISSUE_TEMPLATE', '.yml').filter((path) => !path.endsWith('/config.yml'));

/** What a text runs of this repository: npm scripts, and files by path. */
function commandsOf(commented: string): { scripts: string[]; files: string[] } {
  const text = commented.replaceAll(/^\s*# .*$/gm, '');
  const scripts = [...text.matchAll(/(?:\bnpm run(?: --silent)?|^\s*suite) ([a-z][\w:-]*)/gm)].map(
    ([, name = '']) => name,
  );
  const plain = [...text.matchAll(/\bnpm (test|start)\b/g)].map(([, name = '']) => name);
  const files = [...text.matchAll(/(?:^|[\s`(])(?:node )?((?:\.ci|scripts)\/[\w./-]+)/gm)].map(([, path = '']) => path);
  return { scripts: [...scripts, ...plain], files };
}

function assertCommandsExist(text: string, where: string): void {
  const { scripts, files } = commandsOf(text);
  for (const script of scripts)
    assert.ok(script in manifest.scripts, `${where} runs npm script ${script}, which is none`);
  for (const file of files) assert.ok(exists(file), `${where} names ${file}, which is none`);
}

describe('what maintainers work with', () => {
  it('every YAML and JSON file can be parsed', () => {
    const yaml = [...filesOf('.github', '.yml'), ...filesOf('docs', '.yml'), '.mocharc.yml'];
    for (const path of yaml) assert.ok(readYaml(path) instanceof Object, path);
    const json = [...filesOf('docs', '.json'), 'renovate.json', 'package.json', 'bench/results.json'];
    for (const path of json) assert.ok(readJson(path) instanceof Object, path);
    assert.ok(yaml.length > 8);
  });

  describe('workflows', () => {
    for (const path of WORKFLOWS) {
      const { jobs, permissions } = readYaml<Workflow>(path);
      const steps = Object.values(jobs).flatMap((job) => job.steps);

      it(`${path} runs only what there is`, () => {
        for (const { run = '' } of steps) assertCommandsExist(run, path);
      });

      it(`${path} may read, and leaves neither a token nor a hole behind`, () => {
        assert.deepEqual(permissions, { contents: 'read' });
        for (const step of steps) {
          if (step.uses?.startsWith('actions/checkout@') === true)
            assert.equal(step.with?.['persist-credentials'], false);
          // What somebody else wrote, a title or a branch's name, goes through the environment: here it would be code.
          assert.doesNotMatch(step.run ?? '', /\$\{\{/);
        }
      });
    }

    it('publish only what was checked, with a statement of where it was built', () => {
      const { on, jobs } = readYaml<Workflow>('.github/workflows/publish.yml');
      assert.deepEqual(on, { push: { tags: ['v*'] } });
      const run = (job: string): string => (jobs[job]?.steps ?? []).map((step) => step.run ?? '').join('\n');
      assert.match(run('check'), /node scripts\/release\/changelog\.mjs "\$TAG"[\s\S]*\.ci\/run/);
      assert.equal(jobs['publish']?.needs, 'check');
      assert.equal(jobs['publish'].permissions?.['id-token'], 'write');
      assert.match(
        run('publish'),
        /npm ci\n[\s\S]*repository\.mjs[\s\S]*npm publish --workspaces --include-workspace-root --provenance/,
      );
      assert.equal(jobs['announce']?.needs, 'publish');
      const publishers = Object.keys(jobs).filter((job) => jobs[job]?.permissions?.['id-token'] !== undefined);
      assert.deepEqual(publishers, ['publish']);
    });

    it('.ci/run runs only what there is', () => assertCommandsExist(read('.ci/run'), '.ci/run'));
  });

  for (const path of ['CONTRIBUTING.md', 'docs/architecture.md', 'docs/api.md', '.github/PULL_REQUEST_TEMPLATE.md']) {
    it(`${path} names only commands that there are`, () => assertCommandsExist(read(path), path));
  }

  it('CONTRIBUTING.md knows every suite of tests', () => {
    const named = commandsOf(read('CONTRIBUTING.md')).scripts;
    const suites = Object.keys(manifest.scripts).filter((name) => /^test(?::|$)/.test(name));
    assert.deepEqual(
      suites.filter((name) => !named.includes(name)),
      [],
    );
  });

  it('forms for issues are ones that GitHub takes', () => {
    assert.ok(FORMS.length >= 3);
    for (const path of FORMS) {
      const { name, description, body } = readYaml<Form>(path);
      assert.ok(name && description, path);
      const ids = body.flatMap(({ id }) => id ?? []);
      assert.equal(new Set(ids).size, ids.length, `${path} has an id twice`);
      for (const { type, id, attributes } of body) {
        assert.match(type, /^(markdown|textarea|input|dropdown|checkboxes)$/);
        if (type === 'markdown') assert.ok(attributes.value, path);
        else assert.ok(id !== undefined && /^[\w-]+$/.test(id) && attributes.label, `${path}: ${type} ${id}`);
        if (type === 'dropdown' || type === 'checkboxes') assert.ok((attributes.options ?? []).length > 0, path);
      }
    }
    const config = readYaml<{ contact_links: { name: string; url: string; about: string }[] }>(
      '.github/ISSUE_TEMPLATE/config.yml',
    );
    for (const { name, url, about } of config.contact_links) assert.ok(name && URL.canParse(url) && about);
  });

  it('who misses a trace is asked for what the doctor says', () => {
    const { body } = readYaml<Form>('.github/ISSUE_TEMPLATE/missing-trace.yml');
    const doctor = body.find(({ id }) => id === 'doctor');
    assert.ok(doctor?.attributes.description?.includes(`npx ${manifest.name} doctor -- node app.js`));
    assert.equal(doctor?.validations?.required, true);
  });

  it('owned paths exist, and every path has an owner', () => {
    const rules = read('.github/CODEOWNERS')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => line.split(/\s+/));
    assert.equal(rules[0]?.[0], '*');
    for (const [pattern = '', ...owners] of rules) {
      if (pattern !== '*') assert.ok(exists(pattern), `there is no ${pattern}`);
      assert.ok(owners.length > 0 && owners.every((owner) => /^@[\w-]+(\/[\w-]+)?$/.test(owner)), pattern);
    }
    const { components } = readYaml<{ components: Record<string, string[]> }>('.github/component_owners.yml');
    const paths = Object.keys(components);
    assert.deepEqual(paths, paths.toSorted());
    for (const [path, owners] of Object.entries(components)) assert.ok(exists(path) && owners.length > 0, path);
  });

  it('the entry for the registry of OpenTelemetry is one that it takes, of this version', () => {
    const entry = readYaml<Record<string, unknown> & { tags: string[]; authors: Record<string, string>[] }>(
      'docs/contrib/registry-entry.yml',
    );
    // https://github.com/open-telemetry/opentelemetry.io/blob/main/data/registry-schema.json
    const allowed =
      /^(title|registryType|language|description|license|tags|createdAt|authors|urls|package|isNative|isFirstParty)$/;
    for (const key of Object.keys(entry)) assert.match(key, allowed);
    assert.equal(entry['registryType'], 'instrumentation');
    assert.equal(entry['language'], 'js');
    assert.match(read('docs/contrib/registry-entry.yml'), /^createdAt: \d{4}-\d\d-\d\d$/m);
    for (const key of ['title', 'description', 'license']) assert.equal(typeof entry[key], 'string');
    assert.equal(new Set(entry.tags).size, entry.tags.length);
    const { repo, website } = entry['urls'] as { repo?: string; website?: string };
    assert.ok(URL.canParse(repo ?? website ?? ''));
    for (const { name, email, url } of entry.authors) assert.ok(name && (email ?? url?.startsWith('https://')));
    const { name, version } = manifest;
    assert.deepEqual(entry['package'], { registry: 'npm', name, version });
  });

  it('the viewer has the version and the license of the package, and is published, too', () => {
    const viewer = JSON.parse(read('viewer/package.json')) as Record<string, unknown>;
    assert.equal(viewer['version'], manifest.version);
    assert.equal(viewer['private'], undefined);
    assert.equal(read('viewer/LICENSE'), read('LICENSE'));
  });

  it('the package is found by the keywords of its kind', () => {
    for (const keyword of ['opentelemetry', 'instrumentation', 'nodejs', 'tracing', 'profiling', 'aws-sdk', 'sqs']) {
      assert.ok(manifest.keywords.includes(keyword), keyword);
    }
    assert.equal(new Set(manifest.keywords).size, manifest.keywords.length);
  });

  it('the change log keeps its form: releases from the newest on, known sections, nothing empty', () => {
    const known = ['Breaking', 'Telemetry', 'Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security'];
    const [, ...releases] = read('CHANGELOG.md').split(/^## /m);
    const [unreleased = '', ...dated] = releases.map((text) => text.split('\n', 1)[0] ?? '');
    assert.equal(unreleased, 'Unreleased');
    for (const heading of dated) assert.match(heading, /^\d+\.\d+\.\d+(-[\w.]+)? - \d{4}-\d\d-\d\d$/);
    const dates = dated.map((heading) => heading.slice(-10));
    assert.deepEqual(dates, dates.toSorted().toReversed());
    for (const release of releases) {
      const sections = release.split(/^### /m).slice(1);
      const names = sections.map((section) => section.split('\n', 1)[0] ?? '');
      assert.deepEqual(
        names,
        known.filter((name) => names.includes(name)),
      );
      for (const section of sections) assert.match(section, /^- /m);
    }
  });
});
