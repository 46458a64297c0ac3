import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { BATCH_SPANS, NAMES, ORDER_SPANS, POISON_SPANS } from '../shop';
import { focused, line, type ReportBrowser, shownNames, startBrowser, until } from './reportPage';

const SPANS = [...ORDER_SPANS, ...POISON_SPANS, ...BATCH_SPANS];

describe('reading the report in a browser', () => {
  let browser: ReportBrowser;

  before(async function () {
    browser = await startBrowser(this);
  });
  afterEach(() => browser.closePages());
  after(() => browser?.stop());

  it('shows all spans from the first message to the last, and says how many they are', async () => {
    const { page, complaints } = await browser.open(SPANS, { title: 'Orders' });
    deepEqual(await shownNames(page), NAMES);
    equal(await page.title(), 'Orders');
    equal(await page.locator('#summary').textContent(), '20 spans · 10 traces · 4 errors');
    deepEqual(complaints, []);
  });

  it('draws bars to scale on the axis of their trace', async () => {
    const { page } = await browser.open(ORDER_SPANS);
    const widthOf = async (name: string) => (await line(page, name).locator('.bar').boundingBox())?.width ?? 0;
    const whole = await widthOf('POST /orders');
    const send = await widthOf('SQS.SendMessage');
    ok(Math.abs(send / whole - 37.4 / 48.2) < 0.01, `${send} of ${whole}`);
    deepEqual(await page.locator('#trace-0 .axis span').allTextContents(), ['0', '10 ms', '20 ms', '30 ms', '40 ms']);
  });

  it('shows attributes, events and links on a click', async () => {
    const { page } = await browser.open(POISON_SPANS);
    await page.getByText('ReceiptHandleIsInvalid').click();
    const details = await page.locator('#details').innerText();
    for (const text of [
      'messaging.sqs.process.outcome\nexpired',
      'The receipt handle has expired',
      'stock service\ndid not answer',
      'messaging.sqs.visibility_timeout.exceeded',
      '⇠ SQS.SendMessage',
    ]) {
      ok(details.includes(text), `${text} in\n${details}`);
    }
    equal(await page.locator('[aria-selected=true]').count(), 1);
    await page.getByRole('button', { name: 'Close the details' }).click();
    ok(await page.locator('#details').isHidden());
  });

  for (const [what, query, expected] of [
    ['a name', 'dynamodb', ['process orders', 'DynamoDB.PutItem']],
    ['the name of an attribute', 'total_retry_delay', ['POST /orders', 'SQS.SendMessage']],
    ['the value of an attribute', 'status_code=201', ['POST /orders']],
    ['several words in any order', 'deleted queue_time', ['process orders']],
    ['what is not there', 'no such thing', []],
  ] as const) {
    it(`searches for ${what}, and shows what it finds below its parents`, async () => {
      const { page } = await browser.open(ORDER_SPANS);
      await page.getByRole('searchbox').fill(query);
      deepEqual(await shownNames(page), expected);
      const count = expected.length === 0 ? 0 : 1;
      equal(
        await page.locator('#found').textContent(),
        `${count} span${count === 1 ? '' : 's'} in ${count} trace${count === 1 ? '' : 's'}`,
      );
      equal(await page.locator('#empty').isVisible(), count === 0);
      await page.keyboard.press('Escape');
      equal((await shownNames(page)).length, 8);
    });
  }

  it('marks what was found', async () => {
    const { page } = await browser.open(ORDER_SPANS);
    await page.getByRole('searchbox').fill('Put');
    deepEqual(await page.locator('mark').allTextContents(), ['Put', 'Put']);
    await line(page, 'DynamoDB.PutItem').click();
    await page.getByRole('searchbox').fill('send');
    await page.keyboard.press('Enter');
    match((await focused(page)) ?? '', /^SQS\.SendMessage, producer, 37\.4 ms/);
  });

  it('follows the system to dark, and the button to light, also after a reload', async () => {
    const { page } = await browser.open(ORDER_SPANS, { colorScheme: 'dark' });
    const ground = () => page.evaluate<string>(`getComputedStyle(document.body).backgroundColor`);
    equal(await ground(), 'rgb(15, 18, 21)');
    const button = page.getByRole('button', { name: 'Dark colours', pressed: true });
    await button.click();
    equal(await ground(), 'rgb(246, 247, 248)');
    await page.reload();
    equal(await ground(), 'rgb(246, 247, 248)');
    await page.getByRole('button', { name: 'Dark colours', pressed: false }).click();
    equal(await ground(), 'rgb(15, 18, 21)');
    await page.emulateMedia({ colorScheme: 'light' });
    await until(page, `getComputedStyle(document.body).backgroundColor === 'rgb(246, 247, 248)'`);
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`has text that contrasts with its ground, ${colorScheme}`, async () => {
      const { page } = await browser.open(POISON_SPANS, { colorScheme });
      await page.getByText('ReceiptHandleIsInvalid').click();
      const texts = await page.evaluate<[string, string, string][]>(CONTRASTS);
      const poor = texts.filter(([, ink, ground]) => contrast(ink, ground) < 4.5);
      ok(texts.length > 60, `${texts.length} texts`);
      deepEqual(poor, []);
    });
  }

  for (const width of [320, 390]) {
    it(`is readable on a phone of ${width} pixels`, async () => {
      const { page } = await browser.open(SPANS, { viewport: { width, height: 740 }, hasTouch: true });
      const fits = () => page.evaluate<number>(`document.documentElement.scrollWidth`);
      ok((await fits()) <= width);
      const last = line(page, 'SQS.SendMessageBatch');
      const box = await last.boundingBox();
      ok(box !== null && box.height >= 44, 'high enough for a finger');
      await last.tap();
      const sheet = await page.locator('#details').boundingBox();
      const row = await last.boundingBox();
      ok(sheet !== null && row !== null);
      ok(sheet.y + sheet.height <= 741 && sheet.width === width);
      ok(row.y > 100 && row.y + row.height <= sheet.y + 1, `the row at ${row.y} is not below the sheet at ${sheet.y}`);
      ok((await fits()) <= width);
    });
  }
});

/** Each visible text with its colour and the colour of what is behind it. */
const CONTRASTS = `(() => {
  const groundOf = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const ground = getComputedStyle(at).backgroundColor;
      if (ground !== 'rgba(0, 0, 0, 0)') return ground;
    }
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest('script')) continue;
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const rgb = (color) => { canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)].join(); };
    found.push([walker.currentNode.data, rgb(getComputedStyle(element).color), rgb(groundOf(element))]);
  }
  return found;
})()`;

/** @see https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio */
function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = color.split(',').map((part) => {
    const value = Number(part) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
