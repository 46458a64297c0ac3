#!/usr/bin/env node
import { VERSION } from '../version';
import { openBrowser } from './browser';
import { type CommandOptions, HELP, readOptions, UsageError } from './options';
import { CommandError, run, type Running } from './run';

const FAILED = 1;
const WRONG_USAGE = 2;

// Whoever reads its output may end (`| head`); the viewer goes on.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
void main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<void> {
  try {
    const options = readOptions(args);
    if (options.help) say(HELP.trimEnd());
    else if (options.version) say(VERSION);
    else await show(options);
  } catch (error) {
    if (!(error instanceof UsageError) && !(error instanceof CommandError)) throw error;
    warn(`opentelemetry-instrumentation-sqs-viewer: ${error.message}`);
    if (error instanceof UsageError) warn('--help says what there is.');
    // What listens already must not keep the process.
    process.exit(error instanceof UsageError ? WRONG_USAGE : FAILED);
  }
}

async function show(options: CommandOptions): Promise<void> {
  const terminal = process.stdout.isTTY && options.browser;
  const started: { running?: Running } = {};
  const end = (): void => {
    // While it still reads a file, there is nothing to save.
    const { running } = started;
    if (running === undefined) process.exit(0);
    void running.end().then(
      () => process.exit(0),
      (error: unknown) => {
        warn(error instanceof Error ? error.message : String(error));
        process.exit(FAILED);
      },
    );
  };
  // A second Ctrl-C does not wait for what the first one writes.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end);
  const running = await run(options, { say, warn });
  started.running = running;
  for (const line of running.lines) say(line);
  if (terminal) openBrowser(running.url);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function warn(line: string): void {
  process.stderr.write(`${line}\n`);
}
