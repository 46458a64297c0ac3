import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { portProblem } from '../../src/command/portProblem';
import type { MessageList } from '../../src/model/source';
import { VERSION } from '../../src/version';
import { exportOf } from '../model/telling';
import { ask, jsonOf } from '../server/harness';
import { otlp, SHORT, span } from '../spans';
import { Command, useDirectory } from './harness';

const ANY = ['--port', '0', '--grpc-port', '0'];
const one = (nth: number): object => exportOf('shop', { ...SHORT, id: `t${nth}/a`, name: `work ${nth}`, start: nth });

const listOf = async (url: string): Promise<MessageList> => jsonOf(await ask(`${url}/api/messages`));
const post = (url: string, body: object) =>
  ask(`${url}/v1/traces`, { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

describe('the command', () => {
  const file = useDirectory();

  it('takes what is sent to it and shows it, until Ctrl-C', async () => {
    const command = new Command(ANY);
    const url = await command.url();
    match(url, /^http:\/\/127\.0\.0\.1:\d+$/);
    match(
      (await command.said(/.*Ctrl-C ends\./))[0],
      /HTTP \(protobuf and JSON\) on port \d+ and over gRPC on port \d+/,
    );
    equal((await post(url, one(1))).status, 200);
    equal((await listOf(url)).total, 1);
    match((await ask(url)).body.toString(), /<title>Messages<\/title>/);
    equal(await command.end('SIGINT'), 0);
    equal(command.stderr, '');
  });

  it('ends at once, also with a page that listens and a request that is under way', async () => {
    const command = new Command(ANY);
    const url = await command.url();
    const watching = ask(`${url}/api/watch`).catch(() => 'cut off');
    const sending = ask(`${url}/v1/traces`, {
      headers: { 'Content-Type': 'application/json', 'Content-Length': '1000' },
      body: '{',
    }).catch(() => 'cut off');
    // Answered after them.
    await listOf(url);
    equal(await command.end('SIGTERM'), 0);
    deepEqual(await Promise.all([watching, sending]), ['cut off', 'cut off']);
  });

  it('saves lines on the way, whatever ends it, and opens them', async () => {
    const saved = file('telemetry.jsonl');
    const command = new Command([...ANY, '--save', saved]);
    const url = await command.url();
    for (const nth of [1, 2]) await post(url, one(nth));
    equal(await command.end('SIGKILL'), 'SIGKILL');
    equal(readFileSync(saved, 'utf8').trimEnd().split('\n').length, 2);
    // It goes on where it was.
    const again = new Command([...ANY, '--save', saved]);
    await post(await again.url(), one(3));
    equal(await again.end('SIGINT'), 0);
    match(again.stdout, /Saved .*telemetry\.jsonl/);
    const opened = new Command([...ANY, '--open', saved]);
    equal((await listOf(await opened.url())).total, 3);
    equal(await opened.end('SIGINT'), 0);
  });

  for (const [what, text, total, warning] of [
    ['a list', JSON.stringify([one(1), one(2)], undefined, 2), 2, ''],
    ['a list with a request on each line', `[\n${JSON.stringify(one(1))},\n${JSON.stringify(one(2))}\n]\n`, 2, ''],
    ['a list with commas in front', `\uFEFF[${JSON.stringify(one(1))}\n,${JSON.stringify(one(2))}]`, 2, ''],
    ['lines with a byte order mark', `\uFEFF${JSON.stringify(one(1))}\n${JSON.stringify(one(2))}`, 2, ''],
    ['a list with a byte order mark', `\uFEFF${JSON.stringify([one(1)], undefined, 2)}`, 1, ''],
    [
      'a line with a separator of lines in a text, and a line end of its own kind',
      `${JSON.stringify(one(1)).replace('work 1', 'work\u2028\u2029\u0085 1')}\r${JSON.stringify(one(2))}`,
      2,
      '',
    ],
    ['one request over many lines', JSON.stringify(one(1), undefined, 2), 1, ''],
    [
      'lines, the last of which is still written',
      `${JSON.stringify(one(1))}\r\n\n{"resourceSp`,
      1,
      '1 lines are no JSON',
    ],
    [
      'lines of several signals',
      `${JSON.stringify(one(1))}\n{"resourceLogs":[]}\n${JSON.stringify({ resourceMetrics: [] })}`,
      1,
      '',
    ],
  ] as const) {
    it(`opens ${what}`, async () => {
      const path = file('some.json');
      writeFileSync(path, text);
      const command = new Command([...ANY, '--open', path]);
      equal((await listOf(await command.url())).total, total);
      equal(await command.end('SIGINT'), 0);
      ok(warning === '' ? command.stderr === '' : command.stderr.includes(warning), command.stderr);
    });
  }

  it('saves a page with all of it at the end', async () => {
    const saved = file('page.html');
    const command = new Command([...ANY, '--save', saved]);
    await post(await command.url(), otlp(span({ ...SHORT, name: '</script>' })));
    equal(await command.end('SIGINT'), 0);
    const page = readFileSync(saved, 'utf8');
    const data = JSON.parse(/<script type="application\/json" id="data">([^]*?)<\/script>/.exec(page)?.[1] ?? '');
    deepEqual([data.live, data.otlp[0].resourceSpans[0].scopeSpans[0].spans[0].name], [false, '</script>']);
  });

  it('keeps as many spans as it is told', async () => {
    const path = file('many.jsonl');
    writeFileSync(path, Array.from({ length: 20 }, (_, nth) => JSON.stringify(one(nth))).join('\n'));
    const command = new Command([...ANY, '--open', path, '--max-spans', '5']);
    const { kept } = await listOf(await command.url());
    deepEqual([kept.spans, kept.droppedSpans], [5, 15]);
    equal(await command.end('SIGINT'), 0);
  });

  it('says that a port is taken, by whom most likely, and what to do', async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port));
    });
    const command = new Command(['--port', String(port)]);
    equal(await command.end(), 1);
    match(command.stderr, new RegExp(`port ${port} is taken: .*Collector.*--port ${port + 1}`));
    equal(command.stderr.trimEnd().split('\n').length, 1);
    // Without gRPC, the rest goes on.
    const half = new Command(['--port', '0', '--grpc-port', String(port)]);
    equal((await listOf(await half.url())).total, 0);
    equal(await half.end('SIGINT'), 0);
    match(half.stderr, new RegExp(`^No gRPC: port ${port}.*\n$`));
    // It is installed.
    ok(!half.stdout.includes('install'), half.stdout);
    other.close();
  });

  it('names a port that there is', () => {
    const taken = { code: 'EADDRINUSE', message: '' };
    match(portProblem(taken, 4318, '127.0.0.1'), /--port 4319,/);
    match(portProblem(taken, 65_535, '127.0.0.1'), /--port 65534,/);
    match(portProblem(taken, 4318, '::1'), /OTEL_EXPORTER_OTLP_ENDPOINT=http:\/\/\[::1\]:4319$/);
    match(portProblem(taken, 4318, '0.0.0.0'), /OTEL_EXPORTER_OTLP_ENDPOINT=http:\/\/127\.0\.0\.1:4319$/);
  });

  it('warns of a host that others can reach', async () => {
    const command = new Command([...ANY, '--host', '0.0.0.0']);
    await command.url();
    equal(await command.end('SIGINT'), 0);
    match(command.stderr, /^--host 0\.0\.0\.0: whoever can reach this machine can read/);
  });

  it('goes on when nobody reads what it says', async () => {
    const command = new Command([...ANY, '--save', '/dev/full']);
    const url = await command.url();
    command.stopReading();
    // Each of them is a warning or more.
    for (const nth of [1, 2]) equal((await post(url, one(nth))).status, 200);
    equal((await listOf(url)).total, 2);
    equal(await command.end('SIGINT'), 1);
  });

  it('takes an address as it stands in a URL', async () => {
    const command = new Command([...ANY, '--host', '[::1]']);
    match(await command.url(), /^http:\/\/\[::1\]:\d+$/);
    equal(await command.end('SIGINT'), 0);
  });

  for (const [args, code, problem] of [
    [['--port', 'x'], 2, /--port: expected a number from 0 to 65535, got "x"/],
    [['--port', '70000'], 2, /expected a number/],
    [['--colour'], 2, /--colour/],
    [[...ANY, '--host', ''], 2, /--host: expected a name or an address/],
    [['file.json'], 2, /file\.json/],
    [[...ANY, '--open', '/nothing/here'], 1, /ENOENT.*\/nothing\/here/],
    [[...ANY, '--open', join(__dirname, 'command.test.js')], 1, /has no OTLP JSON in it/],
    [[...ANY, '--save', '/nothing/here'], 1, /ENOENT/],
    [[...ANY, '--host', 'no.such.host.invalid'], 1, /--host no\.such\.host\.invalid/],
  ] as const) {
    it(`says what is wrong: ${args.join(' ')}`, async () => {
      const command = new Command(args);
      equal(await command.end(), code);
      match(command.stderr, problem);
      equal(command.stderr.includes('    at '), false);
    });
  }

  it('has help and a version: that of the package', async () => {
    const help = new Command(['--help']);
    equal(await help.end(), 0);
    match(help.stdout, /--port PORT/);
    const version = new Command(['--version']);
    equal(await version.end(), 0);
    equal(version.stdout, `${VERSION}\n`);
    const manifest = JSON.parse(readFileSync(join(__dirname, '..', '..', '..', 'package.json'), 'utf8'));
    equal(manifest.version, VERSION);
  });
});
