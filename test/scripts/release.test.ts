import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, Sandbox } from './sandbox';

const URL = 'https://git.example.com/owner/name';
const PAGES = ['README.md', 'viewer/README.md'];
const MANIFESTS = ['package.json', 'viewer/package.json'];
const SCRIPT = 'scripts/release/repository.mjs';

const original = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const targets = (page: string): string[] =>
  [...page.replaceAll(/^```[^]*?^```$/gm, '').matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);

describe('scripts/release/repository.mjs', () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = new Sandbox(['scripts/release', ...PAGES, ...MANIFESTS], {});
    for (const path of ['docs', 'examples']) sandbox.link(path);
  });
  afterEach(() => sandbox.remove());

  it('makes every link of the pages lead somewhere from a registry', () => {
    equal(sandbox.run(SCRIPT, [URL, 'v9.9.9']).output, '');
    for (const page of PAGES) {
      const links = targets(sandbox.read(page));
      equal(links.length, targets(original(page)).length);
      deepEqual(
        links.filter((link) => !/^(?:https:|#)/.test(link)),
        [],
        page,
      );
      const own = links.filter((link) => link.startsWith(URL));
      ok(own.length > 5, page);
      for (const link of own) {
        const [, kind = '', path = ''] = /\/name\/(blob|tree|raw)\/v9\.9\.9\/([^#]*)/.exec(link) ?? [];
        ok(path !== '' && existsSync(join(ROOT, path)), link);
        equal(kind === 'raw', /\.(?:svg|png)$/.test(path), link);
      }
    }
  });

  it('leaves the rest of the pages as it is', () => {
    sandbox.run(SCRIPT, [URL, 'v9.9.9']);
    const bare = (page: string): string => page.replaceAll(/\]\([^)\s]+\)/g, ']()');
    for (const page of PAGES) equal(bare(sandbox.read(page)), bare(original(page)));
  });

  it('fills in the three addresses of each package, and changes nothing else', () => {
    sandbox.run(SCRIPT, [URL, 'v9.9.9']);
    for (const path of MANIFESTS) {
      const { repository, homepage, bugs, ...rest } = JSON.parse(sandbox.read(path)) as Record<string, unknown>;
      const directory = path.startsWith('viewer') ? { directory: 'viewer' } : {};
      deepEqual(repository, { type: 'git', url: `git+${URL}.git`, ...directory });
      match(String(homepage), /^https:\/\/git\.example\.com\/owner\/name(?:\/tree\/HEAD\/viewer)?#readme$/);
      deepEqual(bugs, { url: `${URL}/issues` });
      deepEqual(rest, JSON.parse(original(path)));
    }
  });

  it('refuses what is no address of a repository, or no release, and touches nothing then', () => {
    for (const args of [[], [URL], ['owner/name', 'v1.0.0'], [`${URL}/`, 'v1.0.0'], [URL, 'main']]) {
      const { status, output } = sandbox.run(SCRIPT, args);
      equal(status, 1, args.join(' '));
      match(output, /^usage: /);
    }
    for (const path of [...PAGES, ...MANIFESTS]) equal(sandbox.read(path), original(path));
  });
});
