import { deepEqual, equal, ok } from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { renderHtmlReport } from '../../src';
import type { Story, TraceSource } from '../../src/model/source';
import { otlp, SHORT, span } from '../spans';
import { startBrowser, until, type ViewerBrowser } from './support/browser';
import { madeUpSource, NOON, rowOf } from './support/madeUp';
import { storyOf, storySpan } from './support/madeUpStory';

const SCRIPT = '</script><script>window.taken = 1</script><img src=x onerror="window.taken = 1"><!--<script>';
const QUOTES = `"'\`><svg onload=window.taken=1> {{title}} $& \${1} javascript:window.taken=1`;
const BIDI = '\u202Egnp.exe\u0007\u0000 \uD800 ~ʘ';

describe('the viewer’s page in a browser, whatever spans say', () => {
  let browser: ViewerBrowser;
  const directory = mkdtempSync(join(tmpdir(), 'viewer-'));

  before(async function () {
    browser = await startBrowser(this);
  });
  afterEach(() => browser.closePages());
  after(async () => {
    await browser?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  for (const [what, text] of [
    ['markup', SCRIPT],
    ['quotes and placeholders', QUOTES],
    ['control characters', BIDI],
  ] as const) {
    it(`shows ${what} as text in all views, and runs nothing`, async () => {
      const { page, requests, complaints } = await browser.open(sayingEverywhere(text));
      await page.locator('.row.message').first().click();
      await page.locator('.line.span .label').first().click();
      await page.locator('.details').waitFor();
      await page.locator('#tab-map').click();
      await page.locator('.node').first().waitFor();
      equal(await page.evaluate(`window.taken`), undefined);
      equal(await page.locator('img, iframe, object, embed, script:not([type])').count(), 0);
      deepEqual(complaints, []);
      deepEqual(requests.filter((url) => !new URL(url).pathname.startsWith('/api/')).length, 1);
      if (what === 'control characters') ok(!(await page.locator('body').innerText()).includes('\u202E'));
      else ok((await page.locator('.node .name').first().textContent())?.startsWith(text.slice(0, 8)), 'as text');
    });
  }

  it('is a saved page whose spans run and load nothing, either', async () => {
    const hostile = span({
      id: 't/1',
      name: SCRIPT,
      kind: 'producer',
      start: 0,
      end: 5,
      error: QUOTES,
      attributes: { [SCRIPT]: SCRIPT, 'messaging.system': SCRIPT, 'messaging.destination.name': QUOTES },
      links: [{ to: { traceId: SCRIPT, spanId: SCRIPT }, attributes: { [SCRIPT]: SCRIPT } }],
      events: [{ name: SCRIPT, at: 1, attributes: { [SCRIPT]: SCRIPT } }],
    });
    const { page, requests, complaints } = await browser.openFile(
      saved(renderHtmlReport(otlp(hostile), { title: SCRIPT })),
    );
    await page.locator('.row.message').first().click();
    await page.locator('.line.span .label').first().click();
    equal(await page.locator('h1').textContent(), SCRIPT);
    equal(await page.title(), SCRIPT);
    equal(await page.evaluate(`window.taken`), undefined);
    deepEqual({ complaints, requests: requests.length }, { complaints: [], requests: 1 });
  });

  it('would not run a script or load an image that got in nevertheless', async () => {
    const { page, complaints } = await browser.openFile(saved(renderHtmlReport(otlp(span(SHORT)))));
    const refused: string[] = [];
    page.on('requestfailed', (request) => void refused.push(`${request.url()} ${request.failure()?.errorText}`));
    await page.evaluate(
      `document.body.insertAdjacentHTML('beforeend', '<img src="http://127.0.0.1:9/x.png" onerror="window.taken = 1">')`,
    );
    await page.evaluate(
      `document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.taken = 1' }))`,
    );
    equal(await page.evaluate(`window.taken`), undefined);
    deepEqual(refused, ['http://127.0.0.1:9/x.png csp']);
    ok(
      complaints.some((text) => text.includes('Content Security Policy')),
      complaints.join('\n'),
    );
  });

  it('shows the beginning of an attribute of a megabyte, and all of it on demand', async () => {
    const row = rowOf(8, NOON);
    const story = storyOf(row);
    const long = 'x'.repeat(1_000_000);
    const { page } = await browser.open(
      telling(
        row.id,
        changed(story, { attributes: [{ title: 'Message', rows: [{ name: 'long', value: long, alsoNamed: [] }] }] }),
      ),
      '#/message/m8',
    );
    await page.locator('.line.span .label').first().click();
    const value = page.locator('dt:text-is("long") + dd .value');
    equal((await value.textContent())?.length, 2001);
    await page.getByRole('button', { name: 'Show all 1 M characters' }).click();
    equal((await value.textContent())?.length, 1_000_000);
  });

  it('draws spans of absurd times within the page', async () => {
    const row = rowOf(8, NOON);
    const story = storyOf(row);
    const times = [0, -1e15, 1e18, Number.MAX_VALUE, NOON];
    const spans = times.map((start, index) =>
      storySpan({ key: `t/${index}`, name: `at ${start}`, start, end: index % 2 === 0 ? start - 5 : start + 1e17 }),
    );
    const absurd: Story = {
      ...story,
      from: -1e15,
      to: 1e18,
      traces: [{ id: 't', shortId: 't', spans }],
      waits: [{ destination: 'q', from: 1e18, to: -1e15, attempt: 1 }],
    };
    const { page, complaints } = await browser.open(telling(row.id, absurd), '#/message/m8');
    await page.locator('.line.span').nth(4).waitFor();
    const out = await page.evaluate<number>(
      `[...document.querySelectorAll('.bar')].filter((bar) => { const { left, right } = bar.getBoundingClientRect(); return !(left >= 0 && right <= innerWidth); }).length`,
    );
    equal(out, 0);
    for (const key of ['+', '+', '-', ']', '0', 'f']) await page.keyboard.press(key);
    deepEqual(complaints, []);
  });

  it('draws some of 100,000 links, and answers to a click', async () => {
    const row = rowOf(8, NOON);
    const story = storyOf(row);
    const keys = story.traces.flatMap(({ spans }) => spans.map(({ key }) => key));
    const arrows = Array.from({ length: 100_000 }, (_, index) => ({
      from: keys[index % 3] ?? '',
      to: keys[3 + (index % 3)] ?? '',
      kind: 'other' as const,
    }));
    const { page, complaints } = await browser.open(telling(row.id, { ...story, arrows }), '#/message/m8');
    await page.locator('.line.span .label').first().click();
    await page.locator('.details').waitFor();
    ok((await page.locator('.arrow').count()) <= 200);
    ok((await page.locator('.links li').count()) <= 101);
    deepEqual(complaints, []);
  });

  it('shows 2,000 spans of a message and 150 boxes of a map as few elements', async () => {
    const row = rowOf(8, NOON);
    const story = storyOf(row);
    const spans = Array.from({ length: 2000 }, (_, index) =>
      storySpan({ key: `t/${index}`, name: `step ${index}`, start: NOON + index, depth: index % 40 }),
    );
    const source = telling(row.id, { ...story, traces: [{ id: 't', shortId: 't', spans }], to: NOON + 2010 });
    const nodes = Array.from({ length: 400 }, (_, index) => ({
      id: `n${index}`,
      kind: 'queue' as const,
      name: `queue ${index}`,
      messages: index,
      failed: 0,
    }));
    const { page } = await browser.open({ ...source, map: async () => ({ nodes, edges: [] }) }, '#/message/m8');
    await page.locator('.line.span').first().waitFor();
    ok((await page.locator('.line').count()) < 80);
    await page.keyboard.press('End');
    await page.getByText('step 1999', { exact: true }).waitFor();
    await page.keyboard.press('g');
    await page.locator('.node').first().waitFor();
    equal(await page.locator('.node').count(), 150);
    equal(
      await page.locator('#map .empty').textContent(),
      '250 places with few messages are not drawn: filter to see them.',
    );
  });

  it('stays as it is while the viewer is away, and says so', async () => {
    const source = madeUpSource([rowOf(8, NOON)]);
    const { page, server } = await browser.open(source);
    await page.locator('.row.message').waitFor();
    await server.stop();
    await page.getByRole('button', { name: 'Errors only' }).click();
    await until(page, `!document.querySelector('#notice').hidden`);
    equal(await page.locator('.row.message').count(), 1);
  });

  function saved(html: string): string {
    const file = join(directory, `${html.length}.html`);
    writeFileSync(file, html);
    return pathToFileURL(file).href;
  }
});

function sayingEverywhere(text: string): TraceSource {
  const row = rowOf(7, NOON, {
    id: text.replace(/\p{Surrogate}/gu, ''),
    messageId: text,
    destination: text,
    movedTo: text,
    sentBy: text,
    processedBy: [text],
    error: text,
    label: text,
  });
  const source = madeUpSource([row]);
  const attributes = [{ title: text, rows: [{ name: text, value: text, alsoNamed: [text] }] }];
  const story = changed(storyOf(row), {
    name: text,
    service: text,
    detail: text,
    failure: text,
    lostParent: text,
    attributes,
    events: [{ name: text, at: NOON, attributes }],
  });
  return {
    ...source,
    message: async () => ({ ...story, traces: story.traces.map((trace) => ({ ...trace, label: text })) }),
  };
}

function changed(story: Story, change: Partial<Story['traces'][0]['spans'][0]>): Story {
  return {
    ...story,
    traces: story.traces.map((trace) => ({ ...trace, spans: trace.spans.map((each) => ({ ...each, ...change })) })),
  };
}

function telling(id: string, story: Story): TraceSource {
  const source = madeUpSource([story.row]);
  return { ...source, message: async (asked) => (asked === id ? story : undefined) };
}
