import { deepEqual, equal, match, ok } from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { BATCH_SPANS, ORDER_SPANS, POISON_SPANS } from '../shop';
import { focused, line, type ReportBrowser, shownNames, startBrowser, until } from './reportPage';

describe('moving through the report in a browser', () => {
  let browser: ReportBrowser;

  before(async function () {
    browser = await startBrowser(this);
  });
  afterEach(() => browser.closePages());
  after(() => browser?.stop());

  describe('by keyboard', () => {
    it('has one stop for Tab in the tree, which the arrows move', async () => {
      const { page } = await browser.open(ORDER_SPANS);
      const stops = page.locator('[role=treeitem][tabindex="0"]');
      await press(page, ...Array.from({ length: 4 }, () => 'Tab'));
      match((await focused(page)) ?? '', /^trace POST \/orders, 4 spans, 48\.2 ms/);
      await press(page, 'ArrowDown', 'ArrowDown');
      match((await focused(page)) ?? '', /^validate order, internal/);
      await press(page, 'End');
      match((await focused(page)) ?? '', /^SQS\.DeleteMessage, client/);
      await press(page, 'ArrowDown');
      match((await focused(page)) ?? '', /^SQS\.DeleteMessage, client/);
      await press(page, 'Home');
      match((await focused(page)) ?? '', /^trace POST/);
      equal(await stops.count(), 1);
    });

    it('closes and opens with left and right, and goes to the parent and the first child', async () => {
      const { page } = await browser.open(ORDER_SPANS);
      const parent = line(page, 'validate order');
      await parent.focus();
      await press(page, 'ArrowLeft');
      equal(await parent.getAttribute('aria-expanded'), 'false');
      ok(!(await shownNames(page)).includes('price lines'));
      await press(page, 'ArrowRight', 'ArrowRight');
      match((await focused(page)) ?? '', /^price lines/);
      await press(page, 'ArrowLeft');
      match((await focused(page)) ?? '', /^validate order/);
      await press(page, 'ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft');
      match((await focused(page)) ?? '', /^trace POST/);
      deepEqual((await shownNames(page)).slice(0, 1), ['process orders']);
      ok(await page.locator('#trace-0 .label').isVisible(), 'a closed trace has a name');
    });

    it('shows where the focus is', async () => {
      const { page } = await browser.open(ORDER_SPANS);
      for (let stop = 0; stop < 4; stop += 1) {
        await press(page, 'Tab');
        const style = await page.evaluate<string>(`getComputedStyle(document.activeElement).outlineStyle`);
        equal(style, 'solid', `stop ${stop}`);
      }
    });

    it('opens the details with Enter, closes them with Escape, and is back on the line', async () => {
      const { page } = await browser.open(ORDER_SPANS);
      await line(page, 'S3.PutObject').focus();
      await press(page, 'Enter');
      equal(await focused(page), 'Details of S3.PutObject');
      await press(page, 'Escape');
      ok(await page.locator('#details').isHidden());
      match((await focused(page)) ?? '', /^S3\.PutObject/);
    });

    it('has the details follow the focus while they are open', async () => {
      const { page } = await browser.open(ORDER_SPANS);
      await line(page, 'DynamoDB.PutItem').click();
      await press(page, 'ArrowDown');
      equal(await page.locator('#details h2').textContent(), 'S3.PutObject');
    });

    it('searches with a slash, goes through what was found with Enter, and ends with Escape', async () => {
      const { page } = await browser.open([...ORDER_SPANS, ...POISON_SPANS]);
      await press(page, '/');
      equal(await focused(page), 'Search names, attributes and identifiers');
      await page.keyboard.type('SQS.Send');
      await press(page, 'Enter');
      match((await focused(page)) ?? '', /^SQS\.SendMessage, producer, 37\.4 ms/);
      await press(page, '/');
      await page.keyboard.type('SQS.Send');
      await press(page, 'Enter', '/', 'Escape');
      equal(await page.getByRole('searchbox').inputValue(), '');
      match((await focused(page)) ?? '', /^SQS\.SendMessage/);
    });

    it('goes from failure to failure with e, also into what is closed', async () => {
      const { page } = await browser.open(BATCH_SPANS);
      await line(page, 'import orders').focus();
      await press(page, 'ArrowLeft', 'e');
      match((await focused(page)) ?? '', /^create orders, producer, 27\.6 ms, failed, InvalidParameterValue/);
      await press(page, 'e');
      match((await focused(page)) ?? '', /^SQS\.SendMessageBatch, client, 27\.6 ms, failed/);
      await press(page, 'e');
      match((await focused(page)) ?? '', /^create orders/);
    });

    it('shows its keys', async () => {
      const { page } = await browser.open(ORDER_SPANS);
      await press(page, '?');
      ok(await page.getByRole('dialog', { name: 'Keys' }).isVisible());
      await press(page, 'Escape');
      ok(await page.getByRole('dialog', { name: 'Keys' }).isHidden());
    });
  });

  it('is a tree for assistive technology', async () => {
    const { page } = await browser.open(ORDER_SPANS);
    const tree = await page.getByRole('tree', { name: 'Traces and their spans' }).ariaSnapshot();
    match(tree, /treeitem "trace POST \/orders, 4 spans, 48\.2 ms" \[expanded\] \[level=1\]/);
    match(tree, /treeitem "validate order, internal, 5\.2 ms" \[expanded\] \[level=3\]/);
    match(tree, /treeitem "SQS\.DeleteMessage, client, 7\.6 ms, orders" \[level=3\]/);
    equal(await page.locator('[role=treeitem]:not([aria-label]), [role=treeitem]:not([aria-level])').count(), 0);
  });

  describe('along links', () => {
    it('draws an arrow for each attempt, from the line of the send to that of the attempt', async () => {
      const { page } = await browser.open(POISON_SPANS);
      equal(await page.locator('.arrow').count(), 3);
      const tips = await page.locator('.arrow .tip').all();
      const rows = await page.locator('.row.consumer').all();
      for (const [index, tip] of tips.entries()) {
        const end = await tip.boundingBox();
        const row = await rows[index]?.boundingBox();
        ok(end && row && Math.abs(end.y + end.height / 2 - (row.y + row.height / 2)) < 2, `arrow ${index}`);
      }
    });

    it('lets the arrow of a closed trace end at its head', async () => {
      const { page } = await browser.open(ORDER_SPANS);
      await page.locator('#trace-1').click();
      const end = await page.locator('.arrow .tip').boundingBox();
      const head = await page.locator('#trace-1').boundingBox();
      ok(end && head && Math.abs(end.y + end.height / 2 - (head.y + head.height / 2)) < 2);
    });

    it('jumps along an arrow with a click, and back with another', async () => {
      const { page } = await browser.open(ORDER_SPANS);
      const [x, y] = await page.evaluate<[number, number]>(HALFWAY);
      // As near as a finger gets.
      const click = () => page.mouse.click(x - 3, y);
      await click();
      equal(await page.locator('#details h2').textContent(), 'process orders');
      await click();
      equal(await page.locator('#details h2').textContent(), 'SQS.SendMessage');
    });

    it('jumps from the details to the linked span, and back with the button', async () => {
      const { page } = await browser.open(ORDER_SPANS);
      await line(page, 'process orders').click();
      await page.getByRole('button', { name: '⇠ SQS.SendMessage' }).click();
      match((await focused(page)) ?? '', /^SQS\.SendMessage, producer/);
      equal(await page.locator('#details h2').textContent(), 'SQS.SendMessage');
      await page.getByRole('button', { name: '← Back' }).click();
      await until(page, `document.querySelector('#details h2').textContent === 'process orders'`);
      match((await focused(page)) ?? '', /^process orders/);
    });

    it('jumps and comes back by keyboard alone, also into what is closed or not found', async () => {
      const { page } = await browser.open(ORDER_SPANS);
      await page.locator('#trace-0').click();
      await page.getByRole('searchbox').fill('process orders');
      await press(page, 'Enter', 'l');
      match((await focused(page)) ?? '', /^SQS\.SendMessage, producer/);
      equal(await page.getByRole('searchbox').inputValue(), '');
      await press(page, 'b');
      await until(page, `document.activeElement.getAttribute('aria-label').startsWith('process orders')`);
    });

    it('follows links from within the details, too', async () => {
      const { page } = await browser.open(ORDER_SPANS);
      await line(page, 'SQS.SendMessage').focus();
      await press(page, 'Enter', 'l');
      match((await focused(page)) ?? '', /^process orders, consumer/);
      await press(page, 'Enter', 'b');
      await until(page, `document.querySelector('#details h2').textContent === 'SQS.SendMessage'`);
    });

    it('has the browser go back, and an address for each span', async () => {
      const { page } = await browser.open(ORDER_SPANS);
      await line(page, 'process orders').click();
      await page.getByRole('button', { name: '⇠ SQS.SendMessage' }).click();
      const address = page.url();
      await page.goBack();
      await until(page, `document.querySelector('#details h2').textContent === 'process orders'`);
      await page.goto('about:blank');
      await page.goto(address);
      equal(await page.locator('#details h2').textContent(), 'SQS.SendMessage');
    });
  });
});

/** The middle of the first arrow. */
const HALFWAY = `(() => {
  const path = document.querySelector('.arrow .line');
  const { x, y } = path.getPointAtLength(path.getTotalLength() / 2);
  const { left, top } = path.ownerSVGElement.getBoundingClientRect();
  return [left + x, top + y];
})()`;

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}
