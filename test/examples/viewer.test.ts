import { deepEqual, equal, ok } from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createModel, type Model } from 'opentelemetry-instrumentation-sqs-viewer';
import { fixture, runNode } from '../support/fixtures';

const example = (...path: string[]): string => join(__dirname, '..', '..', 'examples', ...path);

/** What a program has exported, as the viewer sees it. */
async function viewOf(program: string): Promise<Model> {
  const directory = mkdtempSync(join(tmpdir(), 'otlp-'));
  try {
    const OTLP_FILE = join(directory, 'spans.json');
    const nodeOptions = ['--require', fixture('otlpAtExit.cjs')];
    const { code, stderr } = await runNode(program, { nodeOptions, env: { OTLP_FILE } });
    equal(code, 0, stderr);
    const model = createModel();
    model.add(JSON.parse(readFileSync(OTLP_FILE, 'utf8')));
    return model;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const rowsOf = async ({ source }: Model) => (await source.messages({}, { offset: 0, limit: 1000 })).rows;

describe('the viewer, of what this package emits', () => {
  it('has a row for each way of an order through the pipeline', async () => {
    const model = await viewOf(example('order-pipeline', 'main.js'));
    const rows = await rowsOf(model);
    deepEqual(
      rows
        .map(({ destination, movedTo, attempts, outcome }) => [destination, movedTo, attempts, outcome].join(' '))
        .toSorted(),
      ['default validations 1 processed', 'order-placed files 1 processed', 'order-placed notices 1 processed'],
    );
    for (const { id } of rows) {
      const story = await model.source.message(id);
      equal(story?.traces.length, 1);
      ok(story?.traces[0]?.spans.some(({ own, kind }) => own && kind === 'producer'));
      ok(
        story?.traces[0]?.spans.some(({ own, kind }) => !own && kind === 'server'),
        'the request is not about the message',
      );
    }
    const { edges } = await model.source.map({});
    deepEqual(
      edges
        .map(({ kind }) => kind)
        .toSorted()
        .join(' '),
      'forward forward forward process process process send send',
    );
  });

  it('has the whole life of each message of the order shop in one row', async () => {
    const model = await viewOf(example('demo', 'main.js'));
    const messages = (await rowsOf(model)).filter(({ outcome }) => outcome !== 'trace');
    const poison = messages.filter(({ failedAttempts }) => failedAttempts > 0);
    deepEqual(
      poison
        .map(({ destination, movedTo, attempts, failedAttempts, outcome, error }) =>
          [destination, movedTo, attempts, failedAttempts, outcome, error].join(' · '),
        )
        .toSorted(),
      [
        // Forwarded to the queue for dead letters, under another id, and inspected there.
        'invoices · invoices-dlq · 4 · 3 · dead · RangeError: no price of: anvil',
        // Moved there by SQS, looked at, moved back, and processed.
        'orders ·  · 5 · 3 · processed · RangeError: no such article: umbrella',
      ],
    );
    // One entry of a batch was refused; the others know nothing of it.
    deepEqual(
      messages
        .filter(({ outcome }) => outcome === 'failed')
        .map(({ destination, attempts }) => [destination, attempts]),
      [['orders', 0]],
    );
    deepEqual(messages.filter(({ error, failedAttempts }) => error !== undefined && failedAttempts === 0).length, 1);
    const dead = poison.find(({ outcome }) => outcome === 'dead');
    const story = await model.source.message(dead?.id ?? '');
    deepEqual(
      story?.waits.map(({ destination, attempt }) => [destination, attempt]),
      [
        ['invoices', 1],
        ['invoices', 2],
        ['invoices', 3],
        ['invoices-dlq', 4],
      ],
    );
    equal(story?.arrows.filter(({ kind }) => kind === 'attempt').length, 3);
  });
});
