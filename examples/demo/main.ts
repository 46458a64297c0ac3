// First of all: the instrumentation has to be there before the AWS SDK is loaded.
import { options, provider } from './setup';
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
    report.heading(`${index + 1}. ${part.title}`, part.text);
    await part.run(shop);
    report.traces(takeFinished());
  }
  await close();
  if (!report.summary()) process.exitCode = 1;
  await shutdown();
}

/** Exports what is left; a collector that does not answer is no reason to fail. */
async function shutdown(): Promise<void> {
  try {
    await provider.forceFlush();
    if (options.otlp) console.log('Exported over OTLP.');
  } catch (error) {
    console.log(`Could not export over OTLP: ${error instanceof Error ? error.message : String(error)}`);
  }
  await provider.shutdown().catch(() => undefined);
}

// A reader that has seen enough (`npm run demo | head`) ends the demo.
process.stdout.on('error', () => process.exit());

if (options.help) console.log(HELP);
else void main();
