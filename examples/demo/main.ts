// First of all: the instrumentation has to be there before the AWS SDK is loaded.
import { options, provider } from './setup';
import { writeFileSync } from 'node:fs';
import { takeFinished } from './finished';
import { openShop } from './open';
import { HELP } from './options';
import { PARTS } from './parts';
import { Report } from './report';

const INTRODUCTION = `Each block below is a trace: its bars are spans on a common time axis. ⇠ leads to where a message
came from, ⇢ to where it went. Spans and traces go by the first digits of their identifiers.`;

async function main(): Promise<void> {
  const report = new Report(options.polls);
  report.heading('An order shop on SQS and SNS', INTRODUCTION);
  const { shop, close } = await openShop();
  for (const [index, part] of PARTS.entries()) {
    const title = titleOf(index);
    report.heading(title, part.text);
    await part.run(shop);
    report.traces(takeFinished(), title);
  }
  await close();
  if (!report.summary()) process.exitCode = 1;
  if (options.html !== undefined) save(options.html, report.page());
  if (options.svg !== undefined) save(options.svg, report.picture(titleOf(1)));
  await shutdown();
  if (options.view) await view(report);
}

/** Until Ctrl-C. */
async function view(report: Report): Promise<void> {
  const { url } = await report.view();
  console.log(`Messages: ${url} (Ctrl-C ends)`);
}

function titleOf(index: number): string {
  return `${index + 1}. ${PARTS[index]?.title ?? ''}`;
}

function save(file: string, text: string): void {
  try {
    writeFileSync(file, text);
    console.log(`Wrote ${file}`);
  } catch (error) {
    console.error(`Could not write ${file}: ${messageOf(error)}`);
    process.exitCode = 1;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Exports what is left; a collector that does not answer is no reason to fail. */
async function shutdown(): Promise<void> {
  try {
    await provider.forceFlush();
    if (options.otlp) console.log('Exported over OTLP.');
  } catch (error) {
    console.log(`Could not export over OTLP: ${messageOf(error)}`);
  }
  await provider.shutdown().catch(() => undefined);
}

// A reader that has seen enough (`npm run demo | head`) ends the demo.
process.stdout.on('error', () => process.exit());

if (options.help) console.log(HELP);
else void main();
