import { deepEqual, doesNotMatch, equal, match, ok } from 'node:assert/strict';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type ChildResult, runNode } from '../support/fixtures';

const DEMO = join(__dirname, '..', '..', 'examples', 'demo', 'main.js');
const NO_ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: '', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: '' };
const WIDTH = 100;

/** What an OTLP/HTTP request in JSON carries, as far as it is read here. */
interface OtlpRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly { readonly key: string; readonly value: unknown }[] };
    readonly scopeSpans: readonly { readonly spans: readonly { readonly name: string }[] }[];
  }[];
}

describe('the demo', () => {
  describe('with its output in a pipe', () => {
    let result: ChildResult;
    let lines: readonly string[];

    before(async () => {
      result = await runNode(DEMO, { env: NO_ENDPOINT });
      lines = result.stdout.split('\n');
    });

    it('ends by itself, well and without a word of complaint', () => {
      deepEqual(
        { code: result.code, signal: result.signal, stderr: result.stderr },
        { code: 0, signal: null, stderr: '' },
      );
    });

    it('is readable at 100 columns, without colours', () => {
      deepEqual(
        lines.filter((line) => Array.from(line).length > WIDTH),
        [],
      );
      // oxlint-disable-next-line no-control-regex -- an escape is what is looked for
      doesNotMatch(result.stdout, /\u001b/);
    });

    it('shows every span that it tells of', () => {
      const expected = {
        checkout: 4,
        'SQS.SendMessage': 13,
        'SQS.SendMessageBatch': 1,
        'SNS.Publish': 1,
        'create orders': 3,
        'process receipts': 1,
        'process orders': 7,
        'process shipping': 4,
        'process payments.fifo': 5,
        'process stock': 1,
        'process invoices': 4,
        'refills process': 1,
        'process refills': 1,
        'process orders-dlq': 1,
        'process invoices-dlq': 1,
        'SQS.StartMessageMoveTask': 1,
      };
      const shown = Object.fromEntries(Object.keys(expected).map((name) => [name, spanLines(lines, name).length]));
      deepEqual(shown, expected);
    });

    it('shows failures: one entry of a batch, and the attempts at poison messages', () => {
      const failed = (name: string): number => spanLines(lines, name).filter((line) => line.endsWith('✗')).length;
      deepEqual(
        ['create orders', 'SQS.SendMessageBatch', 'process orders', 'process invoices'].map(failed),
        [1, 1, 3, 3],
      );
      ok(lines.some((line) => line.includes('received 3 times')));
      ok(lines.some((line) => line.includes('dead letter of orders')));
      ok(lines.some((line) => line.includes('forwarded: poison')));
    });

    it('has a whole way in one trace where the consumer joins it', () => {
      const first = lines.findIndex((line) => line.startsWith('── checkout'));
      const trace = lines
        .slice(first + 1, lines.indexOf('', first))
        .map((line) => /^[│├└─ ]*([\w.]+ ?\w*)/u.exec(line)?.[1]);
      for (const name of ['checkout', 'SQS.SendMessage', 'process receipts', 'mail receipt', 'SQS.DeleteMessage']) {
        ok(
          trace.some((text) => text?.startsWith(name)),
          `${name} in ${trace.join()}`,
        );
      }
    });

    it('ties every consumer span to its producer, and says so', () => {
      const [, tied, all] = /tied to their producer: (\d+) of (\d+) \(100 %\)/.exec(result.stdout) ?? [];
      equal(tied, all);
      equal(Number(all), 26);
    });
  });

  describe('with a collector', () => {
    let collector: Collector;

    beforeEach(async () => {
      collector = await startCollector();
    });

    afterEach(() => collector.stop());

    it('exports what it shows', async () => {
      const { code, stdout } = await runNode(DEMO, {
        env: { ...NO_ENDPOINT, OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint },
      });
      equal(code, 0);
      match(stdout, /Exported over OTLP/);
      const names = collector.spanNames();
      for (const name of [
        'checkout',
        'SNS.Publish',
        'SQS.ReceiveMessage',
        'process orders',
        'process orders-dlq',
        'refills process',
      ])
        ok(names.includes(name), `${name} in ${names.join()}`);
      equal(names.filter((name) => name === 'process orders').length, 7);
      deepEqual(collector.serviceNames(), ['order-shop']);
    });

    it('goes without one that does not answer', async () => {
      collector.fallSilent();
      const { code, stdout } = await runNode(DEMO, {
        args: ['--otlp'],
        env: { ...NO_ENDPOINT, OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint },
      });
      equal(code, 0);
      match(stdout, /Could not export over OTLP/);
      ok(collector.requests.length > 0);
    });

    it('goes without one that is not there', async () => {
      await collector.stop();
      const { code, stdout, stderr } = await runNode(DEMO, {
        args: ['--otlp'],
        env: { ...NO_ENDPOINT, OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint },
      });
      deepEqual({ code, stderr }, { code: 0, stderr: '' });
      match(stdout, /tied to their producer: 26 of 26/);
      match(stdout, /Could not export over OTLP/);
    });
  });

  it('explains itself', async () => {
    const { code, stdout } = await runNode(DEMO, { args: ['--help'], env: NO_ENDPOINT });
    equal(code, 0);
    match(stdout, /Usage: npm run demo/);
    doesNotMatch(stdout, /trace [0-9a-f]{8}/);
  });

  it('refuses what is no option of it', async () => {
    const { code, stdout, stderr } = await runNode(DEMO, { args: ['--colour'], env: NO_ENDPOINT });
    deepEqual({ code, stdout }, { code: 2, stdout: '' });
    match(stderr, /--colour[^]*Usage: npm run demo/);
  });
});

/** The lines that draw the spans of one name: tree, name, kind, bar, duration, status. */
function spanLines(lines: readonly string[], name: string): string[] {
  const drawn = new RegExp(
    `^[│├└─ ]*${name.replaceAll('.', '\\.')} +(internal|client|producer|consumer) .* [✓✗]$`,
    'u',
  );
  return lines.filter((line) => drawn.test(line));
}

interface Collector {
  readonly endpoint: string;
  readonly requests: readonly OtlpRequest[];
  spanNames(): string[];
  serviceNames(): unknown[];
  /** Takes requests from now on and answers none. */
  fallSilent(): void;
  stop(): Promise<void>;
}

async function startCollector(): Promise<Collector> {
  const requests: OtlpRequest[] = [];
  let silent = false;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => void chunks.push(chunk));
    request.on('end', () => {
      if (request.url === '/v1/traces') requests.push(JSON.parse(Buffer.concat(chunks).toString('utf8')));
      if (!silent) response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const resourceSpans = () => requests.flatMap((request) => request.resourceSpans);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    requests,
    spanNames: () =>
      resourceSpans().flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans.map(({ name }) => name))),
    serviceNames() {
      const names = resourceSpans().flatMap(({ resource }) =>
        resource.attributes.filter(({ key }) => key === 'service.name').map(({ value }) => value),
      );
      return [...new Set(names.map((value) => (value as { stringValue: string }).stringValue))];
    },
    fallSilent: () => void (silent = true),
    stop: () => stopServer(server),
  };
}

function stopServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => void server.close(() => resolve()));
}
