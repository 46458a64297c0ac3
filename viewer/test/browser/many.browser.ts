import { deepEqual, equal, ok } from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { renderHtmlReport } from '../../src';
import { otlp, span } from '../spans';
import { startBrowser, until, type ViewerBrowser } from './support/browser';

const MESSAGES = 2500;
/** Counts what the page says while it reads: each time, it also answered to its reader. */
const COUNT = `(() => {
  window.said = new Set();
  const state = document.querySelector('#state');
  new MutationObserver(() => window.said.add(state.textContent)).observe(state, { childList: true, characterData: true, subtree: true });
})()`;

describe('a saved page of many spans in a browser', () => {
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

  it('reads them in portions, shows some of them, and finds one', async () => {
    const file = join(directory, 'many.html');
    // The script is last: it says so before the page begins to read.
    writeFileSync(file, renderHtmlReport(Array.from({ length: 10 }, (_, part) => otlp(...spansOf(part)))));
    const { page, complaints } = await browser.openFile(pathToFileURL(file).href, {}, COUNT);
    await page.locator('.row.message').first().waitFor();
    equal(await page.getByRole('grid').getAttribute('aria-rowcount'), String(MESSAGES + 1));
    ok((await page.evaluate<number>(`[...window.said].filter((text) => text.startsWith('reading')).length`)) >= 5);
    ok((await page.locator('.list .row').count()) < 60);
    await page.getByRole('searchbox').fill('id-2-100');
    await until(page, `document.querySelector('.count').textContent === '1 of 2,500'`);
    await page.locator('.row.message').click();
    await page.locator('.line.wait').waitFor();
    equal(await page.locator('.arrow.producer').count(), 1);
    deepEqual(complaints, []);
  });
});

/** A tenth of the messages, each of them two traces of four spans. */
function spansOf(part: number) {
  return Array.from({ length: MESSAGES / 10 }, (_, index) => {
    const id = `id-${part}-${index}`;
    const start = (part * MESSAGES + index) * 10;
    const message = {
      'messaging.system': 'aws_sqs',
      'messaging.destination.name': 'orders',
      'messaging.message.id': id,
    };
    return [
      span({ id: `${id}/root`, name: 'POST /orders', kind: 'server', start, end: start + 20 }),
      span({
        id: `${id}/send`,
        parent: `${id}/root`,
        name: 'send orders',
        kind: 'producer',
        start: start + 1,
        end: start + 9,
        attributes: { ...message, 'messaging.operation.type': 'send' },
      }),
      span({
        id: `${id}-b/process`,
        name: 'process orders',
        kind: 'consumer',
        start: start + 60,
        end: start + 90,
        attributes: { ...message, 'messaging.operation.type': 'process' },
        links: [`${id}/send`],
      }),
      span({ id: `${id}-b/step`, parent: `${id}-b/process`, name: 'work', start: start + 61, end: start + 80 }),
    ];
  }).flat();
}
