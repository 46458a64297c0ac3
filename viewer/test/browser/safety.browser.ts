import { deepEqual, equal, ok } from 'node:assert/strict';
import { SHORT, span } from '../spans';
import { line, type ReportBrowser, startBrowser } from './reportPage';

const SCRIPT = '</script><script>window.taken = 1</script><img src=x onerror="window.taken = 1"><!--<script>';
const QUOTES = `"'\`><svg onload=window.taken=1> {{title}} $& \${1} javascript:window.taken=1`;
const KINDS = ['internal', 'client', 'consumer', 'producer'] as const;

describe('the report in a browser, whatever spans say', () => {
  let browser: ReportBrowser;

  before(async function () {
    browser = await startBrowser(this);
  });
  afterEach(() => browser.closePages());
  after(() => browser?.stop());

  for (const [what, text] of [
    ['markup', SCRIPT],
    ['quotes and placeholders', QUOTES],
  ] as const) {
    it(`shows ${what} as text, and runs nothing`, async () => {
      const hostile = span({
        id: 't/1',
        name: text,
        start: 0,
        end: 5,
        error: text,
        attributes: { [text]: text },
        links: [{ to: { traceId: text, spanId: text }, attributes: { [text]: text } }],
        events: [{ name: text, at: 1, attributes: { [text]: text } }],
      });
      const { traceId } = hostile;
      const { page, requests, complaints } = await browser.open([hostile], {
        title: text,
        labels: { [traceId]: text },
      });
      await page.locator('.row:not(.head)').click();
      equal(await page.locator('h1').textContent(), text);
      equal(await page.title(), text);
      equal(await page.locator('.part').textContent(), text);
      equal(await page.locator('.row:not(.head) .label').textContent(), text);
      equal(await page.locator('#details h2').textContent(), text);
      ok((await page.locator('#details dd', { hasText: text }).count()) >= 4);
      equal(await page.evaluate(`window.taken`), undefined);
      equal(await page.locator('img, iframe, object, embed, a').count(), 0);
      deepEqual({ complaints, requests: requests.length }, { complaints: [], requests: 1 });
    });
  }

  it('would not run a script or load an image that got in nevertheless', async () => {
    const { page, complaints } = await browser.open([span(SHORT)]);
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

  it('shows several thousand spans at once, and finds one of them while somebody types', async () => {
    const spans = Array.from({ length: 5000 }, (_, index) => {
      const trace = Math.floor(index / 10);
      const place = index % 10;
      return span({
        id: `t${trace}/${place}`,
        ...(place > 0 ? { parent: `t${trace}/${(place - 1) >> 1}` } : {}),
        name: `operation-${index}`,
        kind: KINDS[index % KINDS.length] ?? 'internal',
        start: trace * 10 + place,
        end: trace * 10 + 20 - place,
        attributes: Object.fromEntries(Array.from({ length: 12 }, (__, key) => [`some.key.${key}`, `value ${index}`])),
        links: place === 0 && trace > 0 ? [`t${trace >> 1}/9`] : [],
      });
    });
    const start = performance.now();
    const { page } = await browser.open(spans);
    equal(await page.locator('.row:not(.head)').count(), 5000);
    const opened = performance.now() - start;
    const typed = await page.evaluate<number>(`new Promise((resolve) => {
      const input = document.querySelector('#search');
      const start = performance.now();
      input.value = 'operation-4711';
      input.dispatchEvent(new Event('input'));
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
    })`);
    equal(await page.locator('#found').textContent(), '1 span in 1 trace');
    ok(await line(page, 'operation-4711').isVisible());
    // Many times what it takes on two slow cores: 0.9 s and 0.15 s.
    ok(opened < 25_000, `opened in ${opened} ms`);
    ok(typed < 4000, `searched in ${typed} ms`);
  });
});
