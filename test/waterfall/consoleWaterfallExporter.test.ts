import { deepEqual, doesNotMatch, equal, match, ok } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { context, ROOT_CONTEXT, SpanKind, trace, type Tracer } from '@opentelemetry/api';
import { BatchSpanProcessor, SimpleSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import {
  ConsoleWaterfallExporter,
  type ConsoleWaterfallExporterOptions,
} from '../../src/waterfall/consoleWaterfallExporter';
import type { FinishedSpan } from '../../src/waterfall/finishedSpan';
import { ORDER_SPANS, POISON_SPANS } from './shop';
import { contextOf, namesIn, span } from './spans';

const MODULE = require.resolve('../../src/waterfall/consoleWaterfallExporter');

describe('ConsoleWaterfallExporter', () => {
  it('prints a trace when its local root has ended, and not before', () => {
    const { exporter, printed, codes } = exporting();
    const [root, ...others] = ORDER_SPANS.filter(
      (ended) => ended.spanContext().traceId === contextOf('web/root').traceId,
    );
    for (const ended of others) exporter.export([ended], ({ code }) => codes.push(code));
    equal(printed(), '');
    exporter.export([root as FinishedSpan], ({ code }) => codes.push(code));
    match(printed(), /^── POST \/orders ─+ trace \w{8} · 4 spans · 48\.2 ms ──\n/);
    match(printed(), /\n\n$/);
    deepEqual(codes, [0, 0, 0, 0]);
  });

  it('prints traces that come together in the order of their links', () => {
    const { exporter, names, codes } = exporting();
    exporter.export(POISON_SPANS.toReversed(), ({ code }) => codes.push(code));
    deepEqual(names(), ['SQS.SendMessage', 'process orders', 'process orders', 'process orders-dlq']);
  });

  it('names a link to a span that was printed long ago', () => {
    const { exporter, printed, send } = exporting();
    send(span({ id: 'p/send', name: 'SQS.SendMessage', start: 0, end: 1 }));
    send(span({ id: 'c/process', name: 'process orders', start: 5, end: 6, links: ['p/send'] }));
    match(printed(), /⇠ linked to \w{8} · SQS\.SendMessage \(trace \w{8}\)\n/);
    ok(exporter instanceof ConsoleWaterfallExporter);
  });

  it("prints a consumer that lives in the producer's trace without the parts that are still running", () => {
    const { names, send } = exporting();
    send(span({ id: 't/send', parent: 't/root', name: 'SQS.SendMessage', start: 1, end: 2 }));
    send(span({ id: 't/delete', parent: 't/process', name: 'SQS.DeleteMessage', start: 4, end: 5 }));
    send(span({ id: 't/process', parent: 't/send', remoteParent: true, name: 'process orders', start: 3, end: 6 }));
    deepEqual(names(), ['process orders', '└─ SQS.DeleteMessage']);
    send(span({ id: 't/root', name: 'POST /orders', start: 0, end: 9 }));
    deepEqual(names().slice(2), ['POST /orders', '└─ SQS.SendMessage']);
  });

  it('prints what waits in vain for its root after a quiet period, once, and does not keep the process alive', async () => {
    const { names, send } = exporting({ quietMillis: 10 });
    send(span({ id: 't/late', parent: 't/root', name: 'late child', start: 1, end: 2 }));
    deepEqual(names(), []);
    await until(() => names().length > 0);
    deepEqual(names(), ['late child']);
    await sleep(30);
    deepEqual(names(), ['late child']);

    const script = `
      const { ConsoleWaterfallExporter } = require(${JSON.stringify(MODULE)});
      const context = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 };
      const span = { name: 'a', kind: 0, spanContext: () => context, parentSpanContext: { ...context, spanId: '3'.repeat(16) },
        startTime: [1, 0], endTime: [2, 0], status: { code: 0 }, attributes: {}, links: [], events: [] };
      new ConsoleWaterfallExporter({ quietMillis: 60_000 }).export([span], () => {});`;
    equal(execFileSync(process.execPath, ['-e', script], { timeout: 50_000, encoding: 'utf8' }), '');
  });

  it('gives a trace that is still growing its time', async () => {
    const { names, send } = exporting({ quietMillis: 60 });
    for (let index = 0; index < 8; index += 1) {
      send(span({ id: `t/${index}`, parent: 't/root', name: `child-${index}`, start: index, end: index + 1 }));
      await sleep(15);
    }
    deepEqual(names(), []);
    send(span({ id: 't/root', name: 'root', start: 0, end: 9 }));
    equal(names().length, 9);
  });

  it('holds a bounded number of spans: the oldest trace is printed early, nothing is lost', () => {
    const { names, send } = exporting({ maxSpans: 10 });
    for (let index = 0; index < 25; index += 1) {
      send(
        span({ id: `t${index}/child`, parent: `t${index}/root`, name: `child-${index}`, start: index, end: index + 1 }),
      );
    }
    deepEqual(
      names(),
      Array.from({ length: 15 }, (_, index) => `child-${index}`),
    );
  });

  it('remembers a bounded number of names', () => {
    const { printed, send } = exporting({ maxSpans: 2 });
    for (const id of ['one', 'two', 'three']) send(span({ id: `${id}/a`, name: id, start: 0, end: 1 }));
    send(span({ id: 'last/a', name: 'last', start: 2, end: 3, links: ['one/a', 'three/a'] }));
    match(printed(), /⇠ linked to \w{8} \(trace \w{8}, not here\)\n/);
    match(printed(), /⇠ linked to \w{8} · three \(trace \w{8}\)\n/);
  });

  it('prints the rest when flushed and when shut down, and refuses spans after that', async () => {
    const { exporter, names, send, codes } = exporting();
    const child = (id: string) => span({ id: `${id}/child`, parent: `${id}/root`, name: id, start: 0, end: 1 });
    send(child('one'));
    await exporter.forceFlush();
    deepEqual(names(), ['one']);
    send(child('two'));
    await exporter.shutdown();
    deepEqual(names(), ['one', 'two']);
    send(child('three'));
    await exporter.shutdown();
    deepEqual(names(), ['one', 'two']);
    deepEqual(codes, [0, 0, 1]);
  });

  it('never throws, whatever the stream or a span does, and says so in its result', async () => {
    const broken: ConsoleWaterfallExporterOptions['stream'] = {
      write: () => {
        throw new Error('no paper');
      },
    };
    const { exporter, send, codes } = exporting({ stream: broken });
    send(span({ id: 't/a', name: 'a', start: 0, end: 1 }));
    send(null as unknown as FinishedSpan);
    await exporter.forceFlush();
    await exporter.shutdown();
    deepEqual(codes, [1, 1]);
  });

  it('outlives a reader that goes away, as console.log does', () => {
    const script = `
      const { ConsoleWaterfallExporter } = require(${JSON.stringify(MODULE)});
      const { Writable } = require('node:stream');
      const stream = new Writable({ write: (chunk, encoding, done) => setImmediate(done, new Error('EPIPE')) });
      const context = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 };
      const span = { name: 'a', kind: 0, spanContext: () => context,
        startTime: [1, 0], endTime: [2, 0], status: { code: 0 }, attributes: {}, links: [], events: [] };
      new ConsoleWaterfallExporter({ stream }).export([span], () => {});
      setTimeout(() => console.log('alive', stream.errored.message, stream.listenerCount('error')), 50);`;
    equal(execFileSync(process.execPath, ['-e', script], { timeout: 50_000, encoding: 'utf8' }), 'alive EPIPE 0\n');
  });

  it('leaves no listener on a stream that works', async () => {
    const stream = new Writable({ write: (_chunk, _encoding, done) => setImmediate(done) });
    const { send } = exporting({ stream });
    for (let index = 0; index < 20; index += 1) send(span({ id: `t${index}/a`, name: 'a', start: 0, end: 1 }));
    await until(() => stream.writableLength === 0);
    equal(stream.listenerCount('error'), 0);
  });

  it('takes width and colours from the terminal that it writes to', () => {
    const widths = [20, 40, 120, 200, 400].map((columns) => {
      const { printed, send } = exporting({ color: undefined, tty: columns });
      send(span({ id: 't/a', name: 'a', start: 0, end: 1 }));
      equal(printed().includes('\u001b['), !process.env['NO_COLOR']);
      const [header = ''] = stripVTControlCharacters(printed()).split('\n');
      return header.length;
    });
    deepEqual(widths, [40, 40, 120, 200, 200]);
  });
});

describe('ConsoleWaterfallExporter in an SDK', () => {
  it('is a SpanExporter for one span at a time', async () => {
    const { exporter, names } = exporting();
    await runShop(new SimpleSpanProcessor(exporter satisfies SpanExporter));
    deepEqual(names(), ['POST /orders', '└─ SQS.SendMessage', 'process orders', '└─ SQS.DeleteMessage']);
  });

  it('is a SpanExporter for batches', async () => {
    const { exporter, names, printed } = exporting();
    await runShop(new BatchSpanProcessor(exporter));
    deepEqual(names(), ['POST /orders', '└─ SQS.SendMessage', 'process orders', '└─ SQS.DeleteMessage']);
    match(printed(), /⇢ continued in \w{8} · process orders/);
    match(printed(), /⇠ linked to \w{8} · SQS\.SendMessage/);
  });

  it('loads nothing of an SDK, and declares nothing of one', () => {
    const script = `require(${JSON.stringify(MODULE)}); console.log(Object.keys(require.cache).join('\\n'))`;
    const loaded = execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' });
    const packages = new Set(Array.from(loaded.matchAll(/node_modules\/(@[^/]+\/[^/]+|[^/]+)/g), ([, name]) => name));
    deepEqual([...packages], ['@opentelemetry/api']);
    const directory = dirname(MODULE);
    for (const file of readdirSync(directory).filter((name) => name.endsWith('.d.ts'))) {
      doesNotMatch(readFileSync(join(directory, file), 'utf8'), /(?:from |import\()'@opentelemetry\/(?!api')/, file);
    }
  });
});

function exporting(options: ConsoleWaterfallExporterOptions & { tty?: number } = {}) {
  const texts: string[] = [];
  const codes: number[] = [];
  const { tty, ...rest } = options;
  const stream = { write: (text: string) => texts.push(text), ...(tty && { isTTY: true, columns: tty }) };
  const exporter = new ConsoleWaterfallExporter({ stream, color: false, ...rest });
  const printed = (): string => texts.join('');
  return {
    exporter,
    codes,
    printed,
    send: (ended: FinishedSpan) => exporter.export([ended], ({ code }) => codes.push(code)),
    /** The names in the tree, in the order of their lines. */
    names: () => namesIn(printed()),
  };
}

/** A producer's trace and its consumer's, by a real SDK. */
async function runShop(processor: SimpleSpanProcessor | BatchSpanProcessor): Promise<void> {
  const provider = new NodeTracerProvider({ spanProcessors: [processor] });
  const tracer = provider.getTracer('shop');
  const request = tracer.startSpan('POST /orders', { kind: SpanKind.SERVER }, ROOT_CONTEXT);
  const sent = childOf(tracer, 'SQS.SendMessage', SpanKind.PRODUCER, request);
  sent.end();
  request.end();
  const links = [{ context: sent.spanContext() }];
  const processing = tracer.startSpan('process orders', { kind: SpanKind.CONSUMER, links }, ROOT_CONTEXT);
  childOf(tracer, 'SQS.DeleteMessage', SpanKind.CLIENT, processing).end();
  processing.end();
  await provider.shutdown();
}

function childOf(tracer: Tracer, name: string, kind: SpanKind, parent: ReturnType<Tracer['startSpan']>) {
  return tracer.startSpan(name, { kind }, trace.setSpan(context.active(), parent));
}

async function until(condition: () => boolean): Promise<void> {
  for (let waited = 0; waited < 20_000 && !condition(); waited += 5) await sleep(5);
  ok(condition(), 'in time');
}
