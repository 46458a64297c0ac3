// Takes the pictures of docs/viewer after `npm run build`: list, message and map in light, dark and narrow. Look at them.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { smallPng } from './png.mjs';

const require = createRequire(import.meta.url);
const { startBrowser } = require('../../build/test/browser/support/browser.js');
const { madeUpRows, madeUpSource } = require('../../build/test/browser/support/madeUp.js');

const TARGET = fileURLToPath(new URL('../../../docs/viewer/', import.meta.url));
const LOOKS = {
  light: { viewport: { width: 1280, height: 800 } },
  dark: { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
  narrow: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
};

let time = Date.UTC(2026, 10, 22, 12);
// Busy and quiet minutes.
const rows = madeUpRows(3000).map((row, index) => ({
  ...row,
  sentAt: (time -= 250 + 600 * (1 + Math.sin(index / 170)) ** 2),
}));
const source = madeUpSource(rows);
const dead = rows.find(({ outcome, destination }) => outcome === 'dead' && destination === 'orders');
const VIEWS = { list: '', message: `#/message/${dead.id}`, map: '#/map' };

const browser = await startBrowser();
for (const [look, options] of Object.entries(LOOKS)) {
  for (const [view, address] of Object.entries(VIEWS)) {
    const { page, complaints } = await browser.open(source, address, options);
    await page.locator('.row.message, .line.span, .node').first().waitFor();
    if (view === 'message' && look !== 'narrow') await page.locator('.line.span.failed .label').first().click();
    // Fonts and the last frame.
    await page.waitForTimeout(500);
    writeFileSync(`${TARGET}${view}-${look}.png`, await smallPng(page, await page.screenshot()));
    if (complaints.length > 0) console.error(view, look, complaints);
    await browser.closePages();
  }
}
await browser.stop();
