import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ChildResult, PROJECT_ROOT, runNode } from '../support/fixtures';

const DEMO = join(__dirname, '..', '..', 'examples', 'demo', 'main.js');
const PICTURE = join(PROJECT_ROOT, 'docs', 'images', 'waterfall.svg');
const env = { OTEL_EXPORTER_OTLP_ENDPOINT: '', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: '' };

describe('what the demo writes', () => {
  let directory: string;
  let result: ChildResult;
  let html: string;
  let svg: string;

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'demo-'));
    const [page, picture] = [join(directory, 'traces.html'), join(directory, 'waterfall.svg')];
    result = await runNode(DEMO, { args: ['--html', page, '--svg', picture], env });
    html = readFileSync(page, 'utf8');
    svg = readFileSync(picture, 'utf8');
  });

  after(() => rmSync(directory, { recursive: true }));

  it('is named at the end', () => {
    deepEqual({ code: result.code, stderr: result.stderr }, { code: 0, stderr: '' });
    match(result.stdout, /^Wrote .*traces\.html$/m);
    match(result.stdout, /^Wrote .*waterfall\.svg$/m);
  });

  it('is a page of all traces that it told of, by part', () => {
    const headers = result.stdout.split('\n').filter((line) => line.startsWith('── '));
    equal(
      new Set(Array.from(html.matchAll(/"traceId":"([0-9a-f]{32})","spanId"/g), ([, id]) => id)).size,
      headers.length,
    );
    match(html, /"[0-9a-f]{32}":"1\. One message, one trace"/);
    match(html, /"[0-9a-f]{32}":"8\. A worker that gives up by itself"/);
  });

  it('is shown by the viewer, until Ctrl-C', async () => {
    let rows: { readonly label?: string }[] = [];
    const { signal } = await runNode(DEMO, {
      args: ['--view'],
      env,
      onStart: (child) => {
        let text = '';
        child.stdout?.on('data', (chunk: string) => {
          text += chunk;
          const [, url] = /^Messages: (\S+) \(/m.exec(text) ?? [];
          if (url === undefined) return;
          text = '';
          void (async () => {
            const response = await fetch(`${url}/api/messages`);
            ({ rows } = (await response.json()) as { rows: typeof rows });
            child.kill('SIGINT');
          })();
        });
      },
    });
    equal(signal, 'SIGINT');
    ok(rows.length > 10);
    ok(rows.some(({ label }) => label === '1. One message, one trace'));
  });

  it('is the picture of the README (otherwise: npm run demo -- --svg docs/images/waterfall.svg)', () => {
    equal(svg, readFileSync(PICTURE, 'utf8'));
  });

  it('is a picture of three traces with two links, whose text is text, for light and dark', () => {
    const names = Array.from(svg.matchAll(/<text [^>]*>([\w. ]+)</g), ([, name]) => name);
    for (const name of ['checkout', 'SQS.SendMessage', 'process orders', 'process shipping'])
      ok(names.includes(name), name);
    equal(svg.split('class="card"').length - 1, 3);
    equal(svg.split('<path class="arrow" d="M').length - 1, 2 + 1, 'two links and one in the legend');
    match(svg, /@media \(prefers-color-scheme:dark\)/);
    match(svg, /^<svg [^>]*role="img" aria-labelledby="title">\n<title id="title">Three traces/);
  });

  it('is nothing where it cannot write, which it says', async () => {
    const { code, stderr } = await runNode(DEMO, { args: ['--html', join(directory, 'no', 'where.html')], env });
    equal(code, 1);
    match(stderr, /^Could not write .*where\.html: ENOENT/);
  });
});
