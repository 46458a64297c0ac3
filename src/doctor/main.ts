#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { millis } from '../bootstrap/env';
import { messageOf } from '../bootstrap/problem';
import { resolveSettings } from '../bootstrap/settings';
import { checkApp } from './checkApp';
import { checkEnvironment } from './checkEnvironment';
import { checkInstalled } from './checkInstalled';
import { cost } from './cost/command';
import { type Finding, print } from './finding';
import { runApp } from './runApp';

const USAGE = `Usage: opentelemetry-instrumentation-sqs doctor [--json] [--timeout 10s] [-- node app.js]

Answers "why do I see no traces?": checks the environment, the endpoint and what is installed. With a command, it also
runs that with tracing on, until it ends or the time is up, and looks into its processes.

       opentelemetry-instrumentation-sqs cost [--messages 1e6] [--batch 10] ...

Tells how many spans and bytes messages leave; cost --help has the options.

Exit code: 0 if nothing is wrong, 1 if something is, 2 for a wrong usage.`;

const DEFAULT_LIMIT = '10s';

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
  if (values.help || positionals[0] !== 'doctor' || positionals.length > 1 || limit === undefined) {
    console.log(USAGE);
    return values.help ? 0 : 2;
  }
  const findings = await examine(command, limit);
  const healthy = findings.every(({ level }) => level !== 'fail');
  if (values.json) console.log(JSON.stringify({ ok: healthy, findings }, undefined, 2));
  else {
    print(findings, console.log);
    const count = findings.filter(({ level }) => level === 'fail').length;
    console.log(healthy ? '\nNothing is wrong.' : `\n${count} ${count === 1 ? 'thing is' : 'things are'} wrong.`);
  }
  return healthy ? 0 : 1;
}

async function examine(command: readonly string[], limit: number): Promise<Finding[]> {
  const settings = resolveSettings();
  const findings = [...(await checkEnvironment(settings, process.env)), ...checkInstalled(settings)];
  return command.length === 0 ? findings : [...findings, ...checkApp(await runApp(command, limit))];
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
