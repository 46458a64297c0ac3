import assert from 'node:assert/strict';
import { Announcer } from '../../src/bootstrap/announcer';
import type { Verdict } from '../../src/bootstrap/connectivity/verdict';
import type { ExportResult, SdkSpan, SpanExporter } from '../../src/bootstrap/sdk';
import { WatchedExporter, type Watching } from '../../src/bootstrap/watchedExporter';
import { type Diagnostics, captureDiagnostics } from '../support/diagnostics';

const SPAN = { name: 'checkout' } as SdkSpan;
const REFUSED: Verdict = { outcome: 'refused', problem: { text: 'nobody there', fix: 'start the collector' } };

/** An exporter that answers with these codes, and writes down what else it is asked to do. */
function answering(codes: number[], calls: string[], name: string): SpanExporter {
  return {
    export: (_spans, done) => {
      const code = codes.shift() ?? 0;
      done(code === 0 ? { code } : { code, error: new Error('connect ECONNREFUSED') });
    },
    forceFlush: async () => void calls.push(`${name} flushes`),
    shutdown: async () => void calls.push(`${name} ends`),
  };
}

function watch(watching: Watching, codes: number[] = [], calls: string[] = []): WatchedExporter {
  return new WatchedExporter(
    { name: 'otlp', destination: undefined, exporter: answering(codes, calls, 'it') },
    watching,
  );
}

function send(exporter: WatchedExporter): ExportResult[] {
  const results: ExportResult[] = [];
  exporter.export([SPAN], (result) => results.push(result));
  return results;
}

describe('an exporter that is watched, and what it is watched with', () => {
  it('are flushed and ended together', async () => {
    const calls: string[] = [];
    const exporter = watch({ fallback: answering([], calls, 'the fallback') }, [], calls);
    await exporter.forceFlush();
    await exporter.shutdown();
    assert.deepEqual(calls, ['it flushes', 'the fallback flushes', 'it ends', 'the fallback ends']);
    // Not every exporter can flush.
    await watch({ fallback: { export: () => {}, shutdown: async () => {} } }).forceFlush();
  });

  it('need nobody who tells', async () => {
    const asked = watch({ check: async () => REFUSED });
    await asked.check();
    assert.equal(asked.lastError, 'nobody there');
    const judged = watch({ judge: () => REFUSED }, [1]);
    assert.deepEqual(
      send(judged).map(({ code }) => code),
      [1],
    );
    assert.equal(judged.lastError, 'nobody there');
  });

  it('leave the reason as it is where nothing is wrong with the endpoint', async () => {
    const asked = watch({ check: async () => ({ outcome: 'reachable' }) });
    await asked.check();
    assert.equal(asked.lastError, undefined);
    const judged = watch({ judge: () => ({ outcome: 'reachable' }) }, [1]);
    send(judged);
    assert.equal(judged.lastError, 'connect ECONNREFUSED');
  });

  it('ask nothing of an endpoint that has taken spans, and tell that it does', async () => {
    let asked = 0;
    const told: Verdict[] = [];
    const announcer = new Announcer('spans are lost');
    announcer.tell = (verdict) => void told.push(verdict);
    const check = async (): Promise<Verdict> => {
      asked += 1;
      return REFUSED;
    };
    const exporter = watch({ check, announcer }, [0]);
    send(exporter);
    await exporter.check();
    assert.deepEqual([asked, exporter.lastError], [0, undefined]);
    assert.deepEqual(told, [{ outcome: 'reachable' }]);
  });
});

describe('an exporter that others export past, at the end of the process', () => {
  const figures = ({ handed, exported, failed, lastError }: WatchedExporter): unknown[] => [
    handed,
    exported,
    failed,
    lastError,
  ];
  const late = new Error('timed out');

  it('counts what has arrived, and once what it had begun to export', () => {
    const pending = new WatchedExporter({
      name: 'otlp',
      destination: undefined,
      exporter: { export: () => {}, shutdown: async () => {} },
    });
    pending.export([SPAN, SPAN], () => {});
    pending.export([SPAN], () => {});
    assert.equal(pending.settled([SPAN, SPAN, SPAN, SPAN]), undefined);
    assert.deepEqual(figures(pending), [4, 4, 0, undefined]);
    pending.export([SPAN, SPAN], () => {});
    assert.equal(pending.settled([SPAN]), undefined);
    assert.equal(pending.settled([SPAN]), undefined);
    assert.deepEqual(figures(pending), [7, 6, 0, undefined]);
  });

  it('says why spans are lost', () => {
    const unjudged = watch({});
    assert.equal(unjudged.settled([SPAN, SPAN], late), 'timed out');
    assert.deepEqual(figures(unjudged), [2, 0, 2, 'timed out']);
    const judged: unknown[] = [];
    const watched = watch({
      judge: ({ error }) => {
        judged.push(error);
        return REFUSED;
      },
    });
    assert.equal(watched.settled([SPAN], late), 'nobody there: start the collector');
    assert.deepEqual(figures(watched), [1, 0, 1, 'nobody there']);
    assert.deepEqual(judged, [late, late]);
    const harmless = watch({ judge: () => ({ outcome: 'reachable' }) });
    assert.equal(harmless.settled([SPAN], late), 'timed out');
    assert.equal(harmless.lastError, 'timed out');
  });

  it('has them printed where there is somebody who prints, and tells what is wrong', () => {
    const calls: string[] = [];
    const told: Verdict[] = [];
    const announcer = new Announcer('spans are printed');
    announcer.tell = (verdict) => void told.push(verdict);
    const bare: SpanExporter = {
      export: (spans) => void calls.push(...spans.map(({ name }) => name)),
      shutdown: async () => {},
    };
    const fallback = { ...bare, forceFlush: async () => void calls.push('flush') };
    assert.equal(watch({ fallback, announcer, judge: () => REFUSED }).settled([SPAN], late), undefined);
    assert.deepEqual([calls, told], [['checkout', 'flush'], [REFUSED]]);
    // Neither is needed.
    assert.equal(watch({ fallback: bare, announcer }).settled([SPAN], late), undefined);
    assert.equal(watch({ fallback: bare, judge: () => REFUSED }).settled([SPAN], late), undefined);
    assert.deepEqual([calls.length, told.length], [4, 1]);
  });
});

describe('what is told of an endpoint', () => {
  let diagnostics: Diagnostics;
  beforeEach(() => void (diagnostics = captureDiagnostics()));
  afterEach(() => diagnostics.stop());

  it('is no warning where it has always taken spans', () => {
    const announcer = new Announcer('spans are lost');
    announcer.tell({ outcome: 'reachable' });
    announcer.tell({ outcome: 'reachable' });
    assert.equal(diagnostics.lines.length, 0);
    announcer.tell(REFUSED);
    announcer.tell({ outcome: 'reachable' });
    assert.deepEqual(
      diagnostics.lines.map((line) => line.replace('opentelemetry-instrumentation-sqs ', '')),
      ['warn: nobody there: start the collector; spans are lost', 'warn: spans are exported again'],
    );
  });
});
