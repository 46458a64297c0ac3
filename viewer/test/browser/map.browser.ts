import { deepEqual, equal, ok } from 'node:assert/strict';
import { hash, press, startBrowser, until, type ViewerBrowser } from './support/browser';
import { madeUpRows, madeUpSource, NOON, rowOf } from './support/madeUp';

const source = () => madeUpSource(madeUpRows(1000));

describe('the map in a browser', () => {
  let browser: ViewerBrowser;

  before(async function () {
    browser = await startBrowser(this);
  });
  afterEach(() => browser.closePages());
  after(() => browser?.stop());

  it('goes over the map by arrows, and from a box to its messages', async () => {
    const { page } = await browser.open(source(), '#/map');
    await page.locator('.node').first().waitFor();
    const focused = () => page.evaluate<string>(`document.activeElement.getAttribute('data-node')`);
    await page.locator('[data-node="s/web"]').focus();
    await press(page, 'ArrowRight');
    const right = await focused();
    await press(page, 'ArrowDown');
    ok(new Set(['s/web', right, await focused()]).size > 1, 'arrows move');
    await page.locator('[data-node="q/payments"]').click();
    await until(page, `/^250 of /.test(document.querySelector('.count').textContent)`);
    equal(hash(page), '#/messages?destination=payments');
    await page.goBack();
    await page.locator('.edge[data-from="s/web"] .rate').click();
    await until(page, `location.hash === '#/messages?service=web&destination=orders'`);
    await page.goBack();
    await until(page, `document.activeElement.hasAttribute('data-node')`);
    await page.locator('[data-node="s/billing"]').focus();
    await press(page, 'Enter');
    await until(page, `location.hash === '#/messages?service=billing'`);
  });

  it('keeps the map’s boxes where they are while numbers change', async () => {
    const many = source();
    const { page, server } = await browser.open(many, '#/map');
    await page.locator('.node').first().waitFor();
    const places = () =>
      page.evaluate<string[]>(
        `[...document.querySelectorAll('.node')].map((node) => node.getAttribute('data-node') + node.getAttribute('transform')).sort()`,
      );
    const before = await places();
    many.rows.unshift(rowOf(1004, NOON + 900));
    server.changed();
    await until(
      page,
      `[...document.querySelectorAll('.node .what')].some((text) => text.textContent.startsWith('251'))`,
    );
    deepEqual(await places(), before);
  });
});
