#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { millis } from '../bootstrap/env';
import { messageOf } from '../bootstrap/problem';
import { cost } from './cost/command';
import { examineApp, examineEnvironment } from './examine';
import { print } from './finding';

const USAGE = `Usage: opentelemetry-instrumentation-sqs doctor [--json] [--timeout 10s] [-- node app.js]

Answers "why do I see no traces?". With a command, it runs that as it is, until it ends or the time is up, watches what
it sets up for tracing, and follows its spans to where they go. Without one, it checks the environment, the endpoint and
what is installed.

       opentelemetry-instrumentation-sqs cost [--messages 1e6] [--batch 10] ...

Tells how many spans and bytes messages leave; cost --help has the options.

Exit code: 0 if nothing fails, also with warnings; 1 if something does; 2 for a wrong usage. With --json, stdout of the
doctor has { version: 1, ok, findings: [{ check, level: 'pass' | 'warn' | 'fail', message, fix }] }.`;

/** Milliseconds. No application starts in less. */
const SHORTEST = 1000;
const DEFAULT_LIMIT = '10s';

/** It changes when a program that reads the output has to. */
const JSON_VERSION = 1;

async function main(argv: readonly string[]): Promise<number> {
  if (argv[0] === 'cost') return cost(argv.slice(1), console.log);
  const at = argv.indexOf('--');
  const command = at === -1 ? [] : argv.slice(at + 1);
  const { values, positionals } = parseArgs({
    args: argv.slice(0, at === -1 ? undefined : at),
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      timeout: { type: 'string', default: DEFAULT_LIMIT },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const limit = millis(values.timeout);
  if (limit !== undefined && limit < SHORTEST) {
    console.error(
      `--timeout ${values.timeout} is ${limit} milliseconds, in which no application starts: --timeout 30s is seconds`,
    );
    return 2;
  }
  if (values.help || positionals[0] !== 'doctor' || positionals.length > 1 || limit === undefined) {
    console.log(USAGE);
    return values.help ? 0 : 2;
  }
  const findings = command.length === 0 ? await examineEnvironment() : await examineApp(command, limit);
  const healthy = findings.every(({ level }) => level !== 'fail');
  if (values.json) console.log(JSON.stringify({ version: JSON_VERSION, ok: healthy, findings }, undefined, 2));
  else {
    print(findings, console.log);
    const count = findings.filter(({ level }) => level === 'fail').length;
    console.log(healthy ? '\nNothing is wrong.' : `\n${count} ${count === 1 ? 'thing is' : 'things are'} wrong.`);
  }
  return healthy ? 0 : 1;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(messageOf(error));
    console.error(USAGE);
    process.exitCode = 2;
  },
);
