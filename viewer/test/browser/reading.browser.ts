import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { contrast, CONTRASTS } from './support/contrast';
import { startBrowser, until, type ViewerBrowser } from './support/browser';
import { madeUpRows, madeUpSource, NOON, rowOf } from './support/madeUp';

const source = () => madeUpSource(madeUpRows(300));
const dead = () => rowOf(7, NOON);
const only = () => madeUpSource([dead()]);
const DEAD = '#/message/m7';

describe('reading the viewer’s page in a browser', () => {
  let browser: ViewerBrowser;

  before(async function () {
    browser = await startBrowser(this);
  });
  afterEach(() => browser.closePages());
  after(() => browser?.stop());

  it('lists messages, the newest first, with all that happened to each in a line', async () => {
    const { page, complaints } = await browser.open(only());
    const row = page.locator('.row.message');
    await row.waitFor();
    const cell = (name: string) => row.locator(`.c-${name}`).textContent();
    deepEqual(
      [await cell('by'), await cell('queue'), await cell('tries'), await cell('processed'), await cell('outcome')],
      ['warehouse', 'stock-updates → stock-updates-dlq', '3', 'orders-worker', 'dead letter'],
    );
    match((await cell('wait')) ?? '', /^[\d.]+ m?s$/);
    match((await cell('error')) ?? '', /^TimeoutError/);
    equal(await row.locator('.dots .bad').count(), 3);
    match((await page.locator('#state').textContent()) ?? '', /^Live 1 message · 8 spans$/);
    deepEqual(complaints, []);
  });

  it('says what to do while nothing has come in, and how to see all when nothing fits', async () => {
    const { page } = await browser.open(madeUpSource([]));
    match(await page.locator('.empty').first().innerText(), /OTEL_EXPORTER_OTLP_ENDPOINT=http:\/\/127/);
    const filtered = await browser.open(only(), '#/messages?service=nobody');
    await filtered.page.getByRole('button', { name: 'Show all' }).click();
    await filtered.page.locator('.row.message').waitFor();
    equal(new URL(filtered.page.url()).hash, '#/messages');
  });

  it('shows a dead letter’s whole life on one axis: traces, waits and links', async () => {
    const { page, complaints } = await browser.open(only(), DEAD);
    await page.locator('.line.span').first().waitFor();
    equal(await page.locator('.line.head').count(), 4);
    deepEqual(await page.locator('.line.wait .label').allTextContents(), [
      'waited in stock-updates',
      'waited for attempt 2 in stock-updates',
      'waited for attempt 3 in stock-updates',
      'waits in stock-updates-dlq',
    ]);
    equal(await page.locator('.arrow.producer').count(), 3);
    equal(await page.locator('.arrow.attempt').count(), 2);
    const dashes = (kind: string) =>
      page.evaluate<string>(`getComputedStyle(document.querySelector('.arrow.${kind} .drawn')).strokeDasharray`);
    ok((await dashes('producer')) !== (await dashes('attempt')), 'a look of its own for each kind of link');
    const starts = await page.evaluate<number[]>(
      `[...document.querySelectorAll('.line.span.failed .bar')].map((bar) => bar.getBoundingClientRect().left)`,
    );
    deepEqual(
      starts,
      starts.toSorted((a, b) => a - b),
      'attempts from left to right',
    );
    deepEqual(complaints, []);
  });

  it('lets an arrow end at the bar of the attempt that it leads to', async () => {
    const { page } = await browser.open(only(), DEAD);
    await page.locator('.arrow.attempt').first().waitFor();
    const tip = await page.locator('.arrow.attempt .tip').first().boundingBox();
    const bar = await page.locator('.line.span.failed:has-text("process") .bar').nth(1).boundingBox();
    ok(tip && bar, 'both are drawn');
    ok(Math.abs(tip.y + tip.height / 2 - (bar.y + bar.height / 2)) < 3, `${tip.y} beside ${bar.y}`);
    ok(Math.abs(tip.x + tip.width - bar.x) < 4, `${tip.x} before ${bar.x}`);
  });

  it('folds long waits so that the attempts can be seen, and shows them to scale on demand', async () => {
    const { page } = await browser.open(only(), DEAD);
    const bar = page.locator('.line.span.failed .bar').first();
    const wide = (await bar.boundingBox())?.width ?? 0;
    await page.getByRole('button', { name: 'Fold long waits', pressed: true }).click();
    const narrow = (await bar.boundingBox())?.width ?? 0;
    ok(wide > 3 * narrow, `${wide} and ${narrow}`);
    equal(await page.locator('.break').count(), 0);
  });

  it('shows attributes by meaning with their twins, the failure, events and links', async () => {
    const { page } = await browser.open(only(), DEAD);
    await page.locator('.line.span.failed .label').first().click();
    const details = page.locator('.details');
    deepEqual(await details.locator('h4').allTextContents(), ['Links', 'Message', 'AWS', 'Error', 'Events']);
    match(await details.innerText(), /TimeoutError: stock service did not answer/);
    match((await details.locator('dt', { hasText: 'cloud.region' }).textContent()) ?? '', /= aws\.region/);
    match(await details.locator('.jump').first().innerText(), /sent by\s+send stock-updates/);
    match(await details.locator('.jump').nth(1).innerText(), /next attempt\s+process stock-updates ✗/);
  });

  it('copies a value and the span', async () => {
    const { page } = await browser.open(only(), DEAD, { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.locator('.line.span.failed .label').first().click();
    await page.getByRole('button', { name: 'Copy messaging.message.id' }).click({ force: true });
    await until(page, `document.querySelector('#said').textContent === 'Copied messaging.message.id'`);
    equal(await page.evaluate<string>(`navigator.clipboard.readText()`), dead().messageId);
  });

  it('draws the map of services and queues, and small plots', async () => {
    const { page, complaints } = await browser.open(source(), '#/map');
    await page.locator('.node').first().waitFor();
    const names = await page.locator('.node .name').allTextContents();
    deepEqual(names.filter((name) => !name.endsWith('-dlq')).toSorted(), [
      'billing',
      'mailer',
      'mails',
      'orders',
      'orders-worker',
      'payments',
      'stock-updates',
      'warehouse',
      'web',
    ]);
    match(
      (await page.locator('.node[aria-label^="queue orders,"]').getAttribute('aria-label')) ?? '',
      /median.*percentile.*1\.20 receives/,
    );
    equal(await page.locator('.node.dead').count(), 4);
    equal(await page.locator('.plot').count(), 3);
    match((await page.locator('.plot svg').first().getAttribute('aria-label')) ?? '', /^Queue time, p95, up to/);
    deepEqual(complaints, []);
  });

  it('follows the system to dark, and the button to light, also after a reload', async () => {
    const { page } = await browser.open(source(), '', { colorScheme: 'dark' });
    const ground = () => page.evaluate<string>(`getComputedStyle(document.body).backgroundColor`);
    equal(await ground(), 'rgb(15, 18, 22)');
    await page.getByRole('button', { name: 'Dark colours', pressed: true }).click();
    equal(await ground(), 'rgb(245, 246, 248)');
    await page.reload();
    equal(await ground(), 'rgb(245, 246, 248)');
    await page.getByRole('button', { name: 'Dark colours', pressed: false }).click();
    equal(await ground(), 'rgb(15, 18, 22)');
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [view, hash] of [
      ['list', ''],
      ['message', DEAD],
      ['map', '#/map'],
    ] as const) {
      it(`has text that contrasts with its ground: ${view}, ${colorScheme}`, async () => {
        const { page } = await browser.open(view === 'message' ? only() : source(), hash, { colorScheme });
        await page.locator('.row.message, .line.span, .node').first().waitFor();
        if (view === 'message') await page.locator('.line.span.failed .label').first().click();
        const texts = await page.evaluate<[string, string, string][]>(CONTRASTS);
        ok(texts.length > 20, `${texts.length} texts`);
        deepEqual(
          texts.filter(([, ink, ground]) => contrast(ink, ground) < 4.5),
          [],
        );
      });
    }
  }

  it('draws spans also for who chose colours for all pages', async () => {
    const { page } = await browser.open(only(), DEAD, { forcedColors: 'active' });
    const bar = page.locator('.line.span .bar').first();
    await bar.waitFor();
    const box = await bar.boundingBox();
    ok(box);
    const seen = await page.screenshot({ clip: box });
    await page.evaluate(`document.querySelector('.line.span .bar').style.visibility = 'hidden'`);
    ok(!seen.equals(await page.screenshot({ clip: box })), 'it looks as if it were not there');
  });

  for (const [view, hash] of [
    ['list', ''],
    ['message', DEAD],
    ['map', '#/map'],
  ] as const) {
    it(`fits a phone: ${view}`, async () => {
      const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
      const { page } = await browser.open(view === 'message' ? only() : source(), hash, phone);
      await page.locator('.row.message, .line.span, .node').first().waitFor();
      if (view === 'message') await page.locator('.line.span.failed .label').first().tap();
      ok((await page.evaluate<number>(`document.scrollingElement.scrollWidth`)) <= 360);
      const out = await page.evaluate<string[]>(
        `[...document.querySelectorAll('.row.message, .line, .details, .node, .story-head > *')]
          .filter((part) => part.checkVisibility() && part.getBoundingClientRect().right > 361)
          .map((part) => part.className.baseVal ?? part.className)`,
      );
      deepEqual(out, []);
    });
  }
});
