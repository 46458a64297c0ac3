import { equal } from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { renderHtmlReport } from '../../src';
import { otlp, SHORT, span } from '../spans';
import { startBrowser, until, type ViewerBrowser } from './support/browser';
import { madeUpRows, madeUpSource, NOON, rowOf } from './support/madeUp';

/** More than a browser has connections to a server. */
const TABS = 8;

describe('many tabs of the viewer in a browser', () => {
  let browser: ViewerBrowser;

  before(async function () {
    browser = await startBrowser(this);
  });
  afterEach(() => browser.closePages());
  after(() => browser?.stop());

  it('are all answered: one that nobody sees takes no connection, and is up to date when it is seen', async () => {
    const source = madeUpSource(madeUpRows(3));
    const { page, server } = await browser.open(source);
    const tabs: Page[] = [page];
    while (tabs.length < TABS) {
      await see(tabs.at(-1), false);
      const tab = await page.context().newPage();
      await tab.goto(server.url);
      await tab.locator('.row.message').first().waitFor();
      tabs.push(tab);
    }
    source.rows.unshift(rowOf(1000, NOON + 1000));
    server.changed();
    await until(tabs.at(-1) ?? page, `document.querySelectorAll('.row.message').length === 4`);
    equal(await page.locator('.row.message').count(), 3);
    await see(page, true);
    await until(page, `document.querySelectorAll('.row.message').length === 4`);
  });
});

describe('a saved page of more than a viewer keeps', () => {
  const directory = mkdtempSync(join(tmpdir(), 'viewer-'));
  let browser: ViewerBrowser;

  before(async function () {
    browser = await startBrowser(this);
  });
  after(async () => {
    await browser?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it('shows all that is in it', async () => {
    const file = join(directory, 'page.html');
    // A live viewer takes half of what it keeps from one trace.
    const spans = Array.from({ length: 50_100 }, (_, nth) => span({ ...SHORT, id: `t/${nth}` }));
    writeFileSync(file, renderHtmlReport(otlp(...spans)));
    const { page } = await browser.openFile(pathToFileURL(file).href);
    await until(page, `document.querySelector('#state').textContent.includes('50,100 spans')`);
  });
});

/** As when another tab is chosen, or this one. */
async function see(page: Page | undefined, seen: boolean): Promise<void> {
  await page?.evaluate(`
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${String(!seen)} });
    document.dispatchEvent(new Event('visibilitychange'));
  `);
}
