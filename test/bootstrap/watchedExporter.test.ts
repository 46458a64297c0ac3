import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { Announcer } from '../../src/bootstrap/announcer';
import type { Verdict } from '../../src/bootstrap/connectivity/verdict';
import type { ExportResult, SdkSpan, SpanExporter } from '../../src/bootstrap/sdk';
import { WatchedExporter, type Watching } from '../../src/bootstrap/watchedExporter';
import { type Diagnostics, captureDiagnostics } from '../support/diagnostics';

const SPAN = { name: 'checkout' } as SdkSpan;
const REFUSED: Verdict = { outcome: 'refused', problem: { text: 'nobody there', fix: 'start the collector' } };
const REACHABLE: Verdict = { outcome: 'reachable' };

describe('an exporter that is watched', () => {
  let diagnostics: Diagnostics;
  beforeEach(() => void (diagnostics = captureDiagnostics()));
  afterEach(() => diagnostics.stop());

  const watch = (exportSpans: SpanExporter['export'], watching: Watching = {}): WatchedExporter =>
    new WatchedExporter(
      { name: 'otlp', destination: undefined, exporter: { export: exportSpans, shutdown: async () => {} } },
      watching,
    );
  /** What the processor of spans is told. */
  const send = (exporter: WatchedExporter): ExportResult[] => {
    const results: ExportResult[] = [];
    exporter.export([SPAN], (result) => results.push(result));
    return results;
  };
  const figures = ({ handed, exported, failed, lastError }: WatchedExporter): unknown[] => [
    handed,
    exported,
    failed,
    lastError,
  ];
  /** Takes what cannot be exported. */
  const printer = (): { printed: string[]; fallback: SpanExporter } => {
    const printed: string[] = [];
    const fallback: SpanExporter = {
      export: (spans) => void printed.push(...spans.map(({ name }) => name)),
      shutdown: async () => {},
    };
    return { printed, fallback };
  };

  it('counts one that throws as failed, and does not throw', () => {
    const broken = watch(() => {
      throw new Error('out of order');
    });
    const [result] = send(broken);
    assert.deepEqual([result?.code, result?.error?.message], [1, 'out of order']);
    assert.deepEqual(figures(broken), [1, 0, 1, 'out of order']);
    const rude = watch(() => {
      throw 'no reason';
    });
    send(rude);
    assert.equal(rude.lastError, 'no reason');
  });

  it('counts a batch once, however often it is reported', () => {
    const twice = watch((_spans, done) => {
      done({ code: 0 });
      done({ code: 1 });
    });
    assert.deepEqual(send(twice), [{ code: 0 }]);
    assert.deepEqual(figures(twice), [1, 1, 0, undefined]);
  });

  it('has something to say about a failure without a reason', () => {
    const silent = watch((_spans, done) => done({ code: 1 }));
    send(silent);
    assert.equal(silent.lastError, 'the export failed');
    const judged: unknown[] = [];
    const watched = watch((_spans, done) => done({ code: 1 }), {
      judge: ({ error }) => {
        judged.push(error);
        return REFUSED;
      },
    });
    send(watched);
    assert.equal(String(judged[0]), 'Error: the export failed');
    assert.equal(watched.lastError, 'nobody there');
  });

  it('asks the endpoint once, while the exporter goes on trying, and prints meanwhile', async () => {
    const pending: ((result: ExportResult) => void)[] = [];
    const { printed, fallback } = printer();
    let asked = 0;
    const exporter = watch((_spans, done) => void pending.push(done), {
      announcer: new Announcer('spans are printed until then'),
      fallback,
      check: async () => {
        asked += 1;
        return REFUSED;
      },
    });
    send(exporter);
    assert.deepEqual(printed, []);
    await Promise.all([exporter.check(), exporter.check()]);
    assert.deepEqual([asked, exporter.lastError, printed], [1, 'nobody there', ['checkout']]);
    send(exporter);
    assert.equal(printed.length, 2);
    // The exporter gives up: nothing is printed again, or said again.
    for (const done of pending) done({ code: 1, error: new Error('connect ECONNREFUSED') });
    assert.deepEqual([printed.length, exporter.failed], [2, 2]);
    assert.deepEqual(diagnostics.lines, [
      'warn: opentelemetry-instrumentation-sqs nobody there: start the collector; spans are printed until then',
    ]);
  });

  it('asks by itself where an exporter takes its time, and not where it answers', async () => {
    let asked = 0;
    const check = async (): Promise<Verdict> => {
      asked += 1;
      return REACHABLE;
    };
    send(watch((_spans, done) => done({ code: 0 }), { check }));
    const slow = watch(() => {}, { check });
    send(slow);
    send(slow);
    await sleep(400);
    assert.equal(asked, 1);
    assert.equal(slow.lastError, undefined);
  });

  it('needs nothing to ask', async () => {
    const exporter = watch((_spans, done) => done({ code: 0 }));
    await exporter.check();
    send(exporter);
    await exporter.forceFlush();
    await exporter.shutdown();
    assert.deepEqual(figures(exporter), [1, 1, 0, undefined]);
  });

  it('says once that it fails, and once that this is over', () => {
    const answers = [1, 1, 0, 0, 1];
    const { printed, fallback } = printer();
    const exporter = watch((_spans, done) => done({ code: answers.shift() ?? 0 }), {
      announcer: new Announcer('spans are lost until then'),
      judge: () => REFUSED,
      fallback,
    });
    for (let sent = 0; sent < 5; sent += 1) send(exporter);
    const lines = diagnostics.lines.map((line) => line.replace('opentelemetry-instrumentation-sqs ', ''));
    const lost = 'warn: nobody there: start the collector; spans are lost until then';
    assert.deepEqual(lines, [lost, 'warn: spans are exported again', lost]);
    assert.deepEqual([exporter.exported, exporter.failed, printed.length], [2, 3, 3]);
  });
});
