import { equal, match, ok } from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { activeRow, hash, press, startBrowser, until, type ViewerBrowser } from './support/browser';
import { madeUpRows, madeUpSource, NOON, rowOf } from './support/madeUp';

const source = () => madeUpSource(madeUpRows(1000));
const only = () => madeUpSource([rowOf(7, NOON)]);
const DEAD = '#/message/m7';

describe('moving through the viewer’s page in a browser', () => {
  let browser: ViewerBrowser;

  before(async function () {
    browser = await startBrowser(this);
  });
  afterEach(() => browser.closePages());
  after(() => browser?.stop());

  it('goes through the list, into a message and back, by keyboard alone', async () => {
    const { page } = await browser.open(source());
    await firstRow(page);
    await press(page, 'ArrowDown');
    match((await activeRow(page)) ?? '', /^processed, message .*sent by web to orders/);
    await press(page, 'ArrowDown', 'ArrowDown', 'j', 'k');
    const chosen = await activeRow(page);
    await press(page, 'Enter');
    await page.locator('.line.span').first().waitFor();
    match(hash(page), /^#\/message\/m998$/);
    await press(page, 'Escape');
    await firstRow(page);
    equal(await activeRow(page), chosen, 'the same row is active');
    await press(page, 'End');
    await until(page, `document.querySelector('.row.active')?.getAttribute('aria-rowindex') === '1001'`);
    await page.locator('.row.active[aria-label*="sent by"]').waitFor();
    match((await activeRow(page)) ?? '', /sent by/);
    await press(page, 'Home', 'PageDown');
    ok(Number(await page.locator('.row.active').getAttribute('aria-rowindex')) > 10);
  });

  it('has few elements, however many messages there are', async () => {
    const { page } = await browser.open(source());
    await firstRow(page);
    const count = () => page.locator('.list .rows > .row').count();
    ok((await count()) < 60, `${await count()} rows`);
    await page.evaluate(`document.querySelector('.list').scrollTop = 20000`);
    await until(page, `document.querySelector('.row.message[aria-rowindex="560"]') !== null`);
    ok((await count()) < 60, `${await count()} rows`);
    equal(await page.getByRole('grid').getAttribute('aria-rowcount'), '1001');
  });

  it('keeps what one reads where it is while newer messages come in, and leads to them', async () => {
    const many = source();
    const { page, server } = await browser.open(many);
    await firstRow(page);
    await page.evaluate(`document.querySelector('.list').scrollTop = 3600`);
    await until(page, `document.querySelector('.row.message[aria-rowindex="105"]') !== null`);
    const row = many.rows[105];
    const place = () => page.evaluate<number>(placeOf(row?.sentAt ?? 0));
    const before = await place();
    many.rows.unshift(...[1005, 1004, 1003, 1002, 1001].map((number) => rowOf(number, NOON + (number - 1000) * 500)));
    server.changed();
    await page.getByRole('button', { name: '↑ 5 newer' }).waitFor();
    equal(await place(), before);
    await page.getByRole('button', { name: '↑ 5 newer' }).click();
    await until(page, `document.querySelector('.list').scrollTop === 0 && document.querySelector('.newer').hidden`);
    equal(await page.locator('.row.message').first().locator('.c-sent').textContent(), clockOf(NOON + 2500));
  });

  it('comes back from a message to the place in the list, by Backspace', async () => {
    const { page } = await browser.open(source());
    await firstRow(page);
    await page.evaluate(`document.querySelector('.list').scrollTop = 3600`);
    await page.locator('.row.message[aria-rowindex="105"]').click();
    await page.locator('.line.span').first().waitFor();
    await press(page, 'Backspace');
    await firstRow(page);
    equal(await page.evaluate(`document.querySelector('.list').scrollTop`), 3600);
  });

  it('shows newer messages by itself to one who looks at the top of the list', async () => {
    const many = only();
    const { page, server } = await browser.open(many);
    await page.locator('.row.message').waitFor();
    await page.evaluate(`document.activeElement.blur()`);
    many.rows.unshift(rowOf(8, NOON + 1000));
    server.changed();
    await until(page, `document.querySelectorAll('.row.message').length === 2`);
  });

  it('narrows by every filter, says so in the address, and goes back', async () => {
    const { page } = await browser.open(source());
    await firstRow(page);
    await press(page, 'x');
    await until(page, `document.querySelector('.count').textContent !== '1,000'`);
    equal(hash(page), '#/messages?errors=true');
    await page.getByLabel('Queue', { exact: true }).selectOption('payments');
    await page.getByLabel('Outcome').selectOption('dead');
    await page.getByLabel('Slower than').selectOption('1000');
    await page.getByLabel('Service', { exact: true }).selectOption('billing');
    await until(page, `document.querySelector('.count').textContent === '11 of 1,000'`);
    equal(hash(page), '#/messages?errors=true&service=billing&destination=payments&outcome=dead&slowerThan=1000');
    await page.goBack();
    await page.goBack();
    await until(
      page,
      `document.querySelector('[aria-label=Outcome]').value === 'dead' && document.querySelector('[aria-label=Service]').value === ''`,
    );
    await page.getByRole('button', { name: 'Clear' }).click();
    await until(page, `document.querySelector('.count').textContent === '1,000'`);
    equal(hash(page), '#/messages');
  });

  it('searches with a slash, goes into what is found with Enter, and ends with Escape', async () => {
    const { page } = await browser.open(source());
    await firstRow(page);
    await press(page, '/');
    await page.keyboard.type('bank said no');
    await until(page, `/ of /.test(document.querySelector('.count').textContent)`);
    equal(hash(page), '#/messages?text=bank+said+no');
    await press(page, 'Enter', 'ArrowDown');
    match((await activeRow(page)) ?? '', /PaymentDeclined: the bank said no/);
    await press(page, '/', 'Escape');
    await until(page, `document.querySelector('.count').textContent === '1,000'`);
  });

  it('narrows to a time by brushing, and by the keyboard', async () => {
    const { page } = await browser.open(source());
    await firstRow(page);
    const area = await page.locator('.area').boundingBox();
    ok(area, 'the histogram is drawn');
    await page.mouse.move(area.x + area.width * 0.5, area.y + 10);
    await page.mouse.down();
    await page.mouse.move(area.x + area.width * 0.75, area.y + 10, { steps: 4 });
    await page.mouse.up();
    await until(page, `/^2\\d\\d of 1,000$/.test(document.querySelector('.count').textContent)`);
    match(hash(page), /^#\/messages\?from=\d+&to=\d+$/);
    await page.getByRole('button', { name: /All times/ }).click();
    await until(page, `document.querySelector('.count').textContent === '1,000'`);
    await page.getByLabel('Show messages from').focus();
    await press(page, 'ArrowRight', 'ArrowRight');
    await until(page, `/^9\\d\\d of 1,000$/.test(document.querySelector('.count').textContent)`);
  });

  it('moves through a message’s lines, closes and opens them, and follows links', async () => {
    const { page } = await browser.open(only(), DEAD);
    await page.locator('.line.span').first().waitFor();
    await until(page, `document.activeElement.getAttribute('role') === 'tree'`);
    await press(page, 'ArrowDown');
    match((await activeRow(page)) ?? '', /^Trace POST \/orders, 3 spans/);
    await press(page, 'ArrowLeft');
    equal(await page.locator('.line.head').first().getAttribute('aria-expanded'), 'false');
    equal(await page.getByText('validate order').count(), 0);
    await press(page, 'ArrowRight', 'ArrowRight');
    match((await activeRow(page)) ?? '', /^POST \/orders, warehouse, server/);
    await press(page, 'e');
    match((await activeRow(page)) ?? '', /^process stock-updates, .* failed, TimeoutError/);
    equal(await page.locator('.details h3').textContent(), 'process stock-updates');
    const first = hash(page);
    await press(page, 'l');
    ok(hash(page) !== first, 'the link leads to another span');
    await page.goBack();
    await until(page, `location.hash === '${first}'`);
    match((await activeRow(page)) ?? '', /^process stock-updates/);
    await press(page, 'Escape');
    ok(await page.locator('.details').isHidden());
    await press(page, 'Escape');
    await firstRow(page);
  });

  it('jumps along an arrow with a click, also into what is closed', async () => {
    const { page } = await browser.open(only(), DEAD);
    await page.locator('.arrow').first().waitFor();
    await page.locator('.line.head .caret').nth(1).click();
    const [x, y] = await page.evaluate<[number, number]>(`(() => {
      const path = document.querySelector('.arrow.producer .reach');
      const { x, y } = path.getPointAtLength(path.getTotalLength() / 2);
      const { left, top } = path.ownerSVGElement.getBoundingClientRect();
      return [left + x, top + y];
    })()`);
    await page.mouse.click(x - 3, y);
    await page.locator('.details').waitFor();
    match((await page.locator('.details h3').textContent()) ?? '', /^process stock-updates/);
    match(hash(page), /^#\/message\/m7\/.+process$/);
  });

  it('zooms by brushing and by keys, and back to the whole', async () => {
    const { page } = await browser.open(only(), DEAD);
    const width = async () => (await page.locator('.line.span.failed .bar').first().boundingBox())?.width ?? 0;
    await page.locator('.line.span').first().waitFor();
    const whole = await width();
    const area = await page.locator('.overview').boundingBox();
    ok(area, 'the overview is drawn');
    await page.mouse.move(area.x + area.width * 0.1, area.y + 8);
    await page.mouse.down();
    await page.mouse.move(area.x + area.width * 0.6, area.y + 8, { steps: 4 });
    await page.mouse.up();
    ok(Math.abs((await width()) / whole - 2) < 0.2, `${await width()} is twice ${whole}`);
    await page.locator('.rows[role=tree]').focus();
    await press(page, '0');
    equal(await width(), whole);
    await press(page, '+');
    await page.getByRole('button', { name: 'Whole time' }).click();
    equal(await width(), whole);
  });

  it('shows its keys', async () => {
    const { page } = await browser.open(source());
    await firstRow(page);
    await press(page, '?');
    ok(await page.getByRole('dialog', { name: 'Keys' }).isVisible());
    await press(page, 'Escape');
    ok(await page.getByRole('dialog', { name: 'Keys' }).isHidden());
  });

  it('is a grid and a tree for assistive technology', async () => {
    const { page } = await browser.open(source());
    await firstRow(page);
    match(await page.getByRole('grid').ariaSnapshot(), /columnheader "Sent by"[\s\S]*row "processed, message/);
    await page.locator('.row.message').first().click();
    const tree = await page.getByRole('tree').ariaSnapshot();
    match(tree, /treeitem "Trace POST \/orders, 3 spans" \[expanded\] \[level=1\]/);
    match(tree, /treeitem "waited [\d.]+ m?s in orders" \[level=1\]/);
    match(tree, /treeitem "process orders, orders-worker, consumer, 120 ms, attempt 1" \[expanded\] \[level=2\]/);
  });
});

async function firstRow(page: Page): Promise<void> {
  await page.locator('.row.message').first().waitFor();
  await until(page, `document.activeElement.getAttribute('role') === 'grid'`);
}

/** Where the line of a time is in the page. */
function placeOf(time: number): string {
  return `[...document.querySelectorAll('.row.message')]
    .find((row) => row.querySelector('.c-sent').textContent === '${clockOf(time)}')?.getBoundingClientRect().top`;
}

function clockOf(time: number): string {
  const date = new Date(time);
  const two = (value: number) => String(value).padStart(2, '0');
  const ms = String(date.getMilliseconds()).padStart(3, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${ms}`;
}
