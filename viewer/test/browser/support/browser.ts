import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { TraceSource } from '../../../src/model/source';
import { type LiveServer, startLiveServer } from './liveServer';

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

/** A page in a browser, and what went on there. */
interface OpenPage {
  readonly page: Page;
  readonly server: LiveServer;
  /** Everything that was asked for, the page itself among it. */
  readonly requests: readonly string[];
  /** What the console and uncaught errors said. */
  readonly complaints: readonly string[];
}

/** A browser for a suite. */
export interface ViewerBrowser {
  open(source: TraceSource, address?: string, options?: BrowserContextOptions): Promise<OpenPage>;
  /** A page of a file; `early` is run in it when it is there, before its own script. */
  openFile(url: string, options?: BrowserContextOptions, early?: string): Promise<Omit<OpenPage, 'server'>>;
  /** Closes what was opened. */
  closePages(): Promise<void>;
  stop(): Promise<void>;
}

/** Skips the suite where there is no Chromium. */
export async function startBrowser(suite?: Mocha.Context): Promise<ViewerBrowser> {
  if (!existsSync(CHROMIUM)) {
    console.log(`    no ${CHROMIUM} here: CHROMIUM=/path/to/chromium names another one`);
    suite?.skip();
  }
  const browser: Browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
  const servers: LiveServer[] = [];

  async function openFile(url: string, options: BrowserContextOptions = {}, early = '') {
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options });
    const page = await context.newPage();
    const requests: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => void requests.push(request.url()));
    page.on('console', (message) => void complaints.push(message.text()));
    page.on('pageerror', (error) => void complaints.push(String(error)));
    // A module of the page runs after this event.
    if (early !== '')
      await page.addInitScript(`document.addEventListener('readystatechange', () => ${early}, { once: true })`);
    await page.goto(url);
    return { page, requests, complaints };
  }

  return {
    openFile,
    async open(source, address = '', options = {}) {
      const server = await startLiveServer(source);
      servers.push(server);
      return { ...(await openFile(`${server.url}${address}`, options)), server };
    },
    async closePages() {
      await Promise.all(browser.contexts().map((context) => context.close()));
      await Promise.all(servers.splice(0).map((server) => server.stop()));
    },
    async stop() {
      await browser.close();
    },
  };
}

/**
 * Waits until an expression holds in the page. Playwright's own `waitForFunction` goes on evaluating it from within the
 * page, which the page's content security policy forbids.
 */
export async function until(page: Page, expression: string): Promise<void> {
  for (const end = Date.now() + 40_000; !(await page.evaluate<boolean>(expression));) {
    if (Date.now() > end) throw new Error(`in the page, this did not come true: ${expression}`);
    await page.waitForTimeout(20);
  }
}

/** The row that the keys work on, as assistive technology reads it. */
export function activeRow(page: Page): Promise<string | null | undefined> {
  return page.evaluate<string | null | undefined>(
    `document.getElementById(document.activeElement?.getAttribute('aria-activedescendant'))?.getAttribute('aria-label')`,
  );
}

export async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** Where the page is. */
export function hash(page: Page): string {
  return new URL(page.url()).hash;
}
