import { equal, match } from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { startViewer, type ViewerServer } from '../../src';
import { messageOf } from '../model/telling';
import { hash, press, startBrowser, until, type ViewerBrowser } from './support/browser';

describe('the viewer’s page in a browser, and the viewer that it asks', () => {
  let browser: ViewerBrowser;
  let viewer: ViewerServer;

  before(async function () {
    browser = await startBrowser(this);
  });
  after(async () => {
    await browser?.stop();
    await viewer?.close();
  });

  it('says by itself that the viewer is gone, and is up to date when it is back, whatever answered in between', async () => {
    viewer = await startViewer({ port: 0 });
    for (const request of messageOf(1)) viewer.model.add(request);
    const { page } = await browser.openFile(viewer.url);
    await page.locator('.row.message').waitFor();
    await viewer.close();
    await until(page, `!document.querySelector('#notice').hidden`);
    match((await page.locator('#notice').textContent()) ?? '', /does not answer/);
    equal(await page.locator('#state.live').count(), 0);
    const port = Number(new URL(viewer.url).port);
    // As a proxy does: a browser takes this for a reason not to ask again.
    const stranger = createServer((_, response) => void response.writeHead(503).end());
    stranger.listen(port, '127.0.0.1');
    await once(stranger, 'request');
    stranger.closeAllConnections();
    await new Promise((resolve) => void stranger.close(resolve));
    viewer = await startViewer({ port });
    for (const nth of [1, 2]) for (const request of messageOf(nth)) viewer.model.add(request);
    await until(page, `document.querySelectorAll('.row.message').length === 2`);
    equal(await page.locator('#notice').isHidden(), true);
    equal(await page.locator('#state.live').count(), 1);
  });

  it('shows nothing of one message under the address of another one, which is not there or not answered', async () => {
    const rows = (await viewer.model.source.messages({}, { offset: 0, limit: 9 })).rows;
    const [one, other] = rows.map(({ id }) => `#/message/${encodeURIComponent(id)}`);
    const { page } = await browser.openFile(`${viewer.url}/${one}`);
    const go = (address = '') => page.evaluate(`location.hash = ${JSON.stringify(address)}`);
    await page.locator('.line.span').first().waitFor();
    await go('#/message/nobody');
    await until(page, `document.querySelector('#message .empty')?.textContent.startsWith('This message is not here')`);
    await press(page, 'e');
    equal(hash(page), '#/message/nobody');
    equal(await page.locator('.line.span:visible').count(), 0);
    await go(one);
    await page.locator('.line.span').first().waitFor();
    await page.route('**/api/message?*', (route) => route.abort());
    await go(other);
    await until(page, `document.querySelector('#message .empty')?.textContent.startsWith('This message comes')`);
    equal(await page.locator('.line.span:visible').count(), 0);
    await page.unroute('**/api/message?*');
    for (const request of messageOf(3)) viewer.model.add(request);
    await page.locator('.line.span').first().waitFor();
    equal(hash(page), other);
  });

  it('leaves out of an address what the viewer would refuse', async () => {
    const { page } = await browser.openFile(`${viewer.url}/#/messages?text=${'x'.repeat(1500)}`);
    await page.locator('.row.message').first().waitFor();
    equal(await page.locator('#notice').isHidden(), true);
  });
});
