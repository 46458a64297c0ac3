import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { type HtmlReportOptions, renderHtmlReport } from '../../src';
import { type OtlpSpan, otlp } from '../spans';

/** Debian's; elsewhere, `CHROMIUM` names one. */
const CHROMIUM = process.env['CHROMIUM'] || '/usr/bin/chromium';
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A page on disk, in a browser, and what went on there. */
interface ReportPage {
  readonly page: Page;
  /** Everything that was asked for, the page itself among it. */
  readonly requests: readonly string[];
  /** What the console and uncaught errors said. */
  readonly complaints: readonly string[];
}

/** A browser for a suite. */
export interface ReportBrowser {
  open(spans: readonly OtlpSpan[], options?: HtmlReportOptions & BrowserContextOptions): Promise<ReportPage>;
  /** Closes what {@link open} opened. */
  closePages(): Promise<void>;
  stop(): Promise<void>;
}

/** Skips the suite where there is no Chromium. */
export async function startBrowser(suite: Mocha.Context): Promise<ReportBrowser> {
  if (!existsSync(CHROMIUM)) {
    console.log(`    no ${CHROMIUM} here: CHROMIUM=/path/to/chromium names another one`);
    suite.skip();
  }
  const browser: Browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
  const directory = mkdtempSync(join(tmpdir(), 'report-'));
  let count = 0;
  return {
    async open(spans, { title, labels, ...contextOptions } = {}) {
      const file = join(directory, `${(count += 1)}.html`);
      writeFileSync(file, renderHtmlReport(otlp(...spans), { title, labels }));
      const context = await browser.newContext({ viewport: { width: 1300, height: 900 }, ...contextOptions });
      const page = await context.newPage();
      const requests: string[] = [];
      const complaints: string[] = [];
      page.on('request', (request) => void requests.push(request.url()));
      page.on('console', (message) => void complaints.push(message.text()));
      page.on('pageerror', (error) => void complaints.push(String(error)));
      await page.goto(pathToFileURL(file).href);
      return { page, requests, complaints };
    },
    async closePages() {
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
    async stop() {
      await browser.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The names of the spans that are shown, from top to bottom. */
export function shownNames(page: Page): Promise<string[]> {
  return page.locator('.row:not(.head):visible .label').allTextContents();
}

/** The line of the first span of a name. */
export function line(page: Page, name: string) {
  return page.locator('.row:not(.head)', { has: page.getByText(name, { exact: true }) }).first();
}

/** The accessible name of what has the focus. */
export function focused(page: Page): Promise<string | null | undefined> {
  return page.evaluate<string | null | undefined>(`document.activeElement?.getAttribute('aria-label')`);
}

/**
 * Waits until an expression holds in the page. Playwright's own `waitForFunction` goes on evaluating it from within the
 * page, which the report's content security policy forbids.
 */
export async function until(page: Page, expression: string): Promise<void> {
  for (const end = Date.now() + 40_000; !(await page.evaluate<boolean>(expression));) {
    if (Date.now() > end) throw new Error(`in the page, this did not come true: ${expression}`);
    await page.waitForTimeout(20);
  }
}
