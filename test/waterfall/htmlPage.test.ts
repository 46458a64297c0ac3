import { deepEqual, equal, match } from 'node:assert/strict';
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT_ROOT, runNode } from '../support/fixtures';

const HTML = join(PROJECT_ROOT, 'src', 'waterfall', 'html');
const TSC = join(PROJECT_ROOT, 'node_modules', 'typescript', 'bin', 'tsc');

describe("the HTML report's page", () => {
  let copy: string;

  beforeEach(() => {
    copy = mkdtempSync(join(tmpdir(), 'html-'));
    cpSync(HTML, copy, { recursive: true });
  });

  afterEach(() => rmSync(copy, { recursive: true }));

  it('is embedded as it is (otherwise: npm run html)', async () => {
    const { code, stderr } = await runNode(join(HTML, 'embed.mjs'), { args: ['--check'] });
    deepEqual({ code, stderr }, { code: 0, stderr: '' });
  });

  it('is noticed when it has changed, and embedded anew', async () => {
    appendFileSync(join(copy, 'page', 'style.css'), 'p {\n  margin: 0;\n}\n');
    const embed = join(copy, 'embed.mjs');
    const changed = await runNode(embed, { args: ['--check'] });
    equal(changed.code, 1);
    match(changed.stderr, /out of date: run `npm run html`/);
    equal((await runNode(embed)).code, 0);
    equal((await runNode(embed, { args: ['--check'] })).code, 0);
  });

  it('has a script whose types are right', async () => {
    const { code, stdout } = await runNode(TSC, { args: ['-p', join(HTML, 'page')], timeoutMillis: 60_000 });
    deepEqual({ code, stdout }, { code: 0, stdout: '' });
  });
});
