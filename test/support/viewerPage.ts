import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

/** Debian's; elsewhere, `CHROMIUM` names one. */
const CHROMIUM = process.env['CHROMIUM'] || '/usr/bin/chromium';

/** What the viewer's page shows of its first message, in headless Chromium; undefined where there is none. */
export async function firstRowOn(url: string): Promise<string | undefined> {
  if (!existsSync(CHROMIUM)) return undefined;
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await browser.newPage();
    await page.goto(url);
    return await page.locator('.row.message').first().innerText();
  } finally {
    await browser.close();
  }
}
