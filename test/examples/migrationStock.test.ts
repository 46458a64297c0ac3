import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SpanStatusCode } from '@opentelemetry/api';
import { PROJECT_ROOT } from '../support/fixtures';
import { HAS_OPEN_TELEMETRY_3 } from '../support/installed';
import type { SqsBody } from '../support/strictMessages';
import { type Recording, assertDocumented, readRecording, recordedSpan, recording } from './migrationRecord';
import { type MigrationWorld, type Run, type ToldCall, type ToldSpan, startMigrationWorld } from './migrationWorld';

const STOCK = '@opentelemetry/instrumentation-aws-sdk';
const OURS = 'opentelemetry-instrumentation-sqs';
const HTTP = '@opentelemetry/instrumentation-http';
/** Steps that are a story rather than a call. */
const STORIES = ['inherited', 'crowded', 'own context', 'worker', 'then'];

describe('migration from the stock AWS instrumentation', () => {
  let world: MigrationWorld;
  /** One after the other on the same queues: each inherits messages from the one before. */
  const runs: Partial<Record<'stock' | 'ours' | 'both', Run>> = {};
  let rolledBack: ToldCall;
  const run = (name: 'stock' | 'ours' | 'both'): Run => runs[name] ?? assert.fail(name);

  before(async () => {
    world = await startMigrationWorld();
    runs.stock = await world.run('before');
    runs.ours = await world.run('after');
    rolledBack = await world.rollBack();
    runs.both = await world.run('both');
  });
  after(() => world.stop());

  it('the tables of the guide are what both emit', async () => {
    const names = new Map(run('ours').withNames.flatMap((call) => call.spans.map((span) => [method(span), span.name])));
    const calls = run('stock').calls.filter(({ call }) => !STORIES.includes(call));
    const pairs = calls.map(({ call, ids, ...then }) => {
      const now = step(run('ours'), call);
      const span = callSpan(OURS, now);
      const verb = names.get(method(span))?.split(' ');
      const messagingName = verb && `${verb[0]} ${String(span.attributes['messaging.destination.name'])}`;
      return {
        call,
        before: recordedSpan(callSpan(STOCK, { call, ids, ...then }), ids),
        after: recordedSpan(span, now.ids),
        ...(verb?.length === 2 && { messagingName }),
      };
    });
    const [create = assert.fail()] = startingWith('create ', step(run('ours'), 'SQS.SendMessageBatch'));
    const [process = assert.fail()] = startingWith('process ', step(run('ours'), 'worker'));
    const extra = [
      { call: 'each entry of a batch', after: recordedSpan(create, ownId(create)) },
      { call: 'each processed message', after: recordedSpan(process, ownId(process)) },
    ];
    // The guide is of the release that goes with OpenTelemetry 2.x; the next one emits the same.
    const versions =
      HAS_OPEN_TELEMETRY_3 && !recording ? readRecording('stock').versions : { [STOCK]: versionOf(STOCK) };
    const live: Recording = { versions, pairs, extra, metrics: run('ours').metrics };
    await assertDocumented('stock', 'from-instrumentation-aws-sdk.md', live);
    assert.deepEqual(run('stock').metrics, [], 'the stock one measures none of these calls');
  });

  it('what a worker does is tied to the message: 0 of 5 before, 5 of 5 after', () => {
    assert.equal(connected(step(run('stock'), 'worker')), '0 of 5');
    assert.equal(connected(step(run('ours'), 'worker')), '5 of 5');
  });

  it('a batch: one context for 2 messages before, 2 after', () => {
    assert.equal(new Set(contextsOfBatch(run('stock'))).size, 1);
    assert.equal(new Set(contextsOfBatch(run('ours'))).size, 2);
    const creates = startingWith('create ', step(run('ours'), 'SQS.SendMessageBatch'));
    assert.deepEqual(contextsOfBatch(run('ours')), creates.map(traceparent));
  });

  it('a refused entry of a batch: no word of it before, an ERROR after', () => {
    const statusOf = (scope: string, name: keyof typeof runs) =>
      callSpan(scope, step(run(name), 'SQS.SendMessageBatch, 1 of 2 refused')).status;
    assert.equal(statusOf(STOCK, 'stock'), SpanStatusCode.UNSET);
    assert.equal(statusOf(OURS, 'ours'), SpanStatusCode.ERROR);
  });

  it('eight message attributes: no context on the wire before, one within the limit after', () => {
    const fields = (name: keyof typeof runs) => Object.keys(sent(run(name), 'crowded').MessageAttributes ?? {});
    assert.deepEqual([fields('stock').length, fields('stock').includes('traceparent')], [8, false]);
    assert.deepEqual([fields('ours').length, fields('ours').includes('traceparent')], [9, true]);
  });

  it('a context of the application: overwritten before, kept and linked to after', () => {
    const carried = (name: keyof typeof runs) => sent(run(name), 'own').MessageAttributes?.['traceparent']?.StringValue;
    assert.equal(carried('stock'), traceparent(callSpan(STOCK, step(run('stock'), 'own context'))));
    const [link = assert.fail()] = callSpan(OURS, step(run('ours'), 'own context')).links;
    assert.equal(carried('ours'), traceparent(link));
    assert.equal(link.spanId, 'b'.repeat(16));
  });

  it("the caller's objects: written to before, and a frozen one never sent; left alone after", () => {
    assert.deepEqual([run('stock').mutated, run('stock').frozen], [true, 'never']);
    assert.deepEqual([run('ours').mutated, run('ours').frozen], [false, 'sent']);
  });

  it('callbacks on the promise of a receive: below the receive span before, where they were made after', () => {
    const parentOf = (name: keyof typeof runs) => {
      const { spans } = step(run(name), 'then');
      const inThen = spans.find((span) => span.name === 'in then') ?? assert.fail();
      return spans.find(({ spanId }) => spanId === inThen.parentId)?.name;
    };
    assert.deepEqual([parentOf('stock'), parentOf('ours')], ['orders receive', 'application']);
  });

  it('the hooks and the serializer say the same on both sides, and change what is sent', () => {
    const said = (scope: string, name: keyof typeof runs) =>
      run(name).withOptions.map((call) => {
        const { attributes } = callSpan(scope, call);
        const { 'app.call': app, 'app.failed': failed, 'db.query.text': query } = attributes;
        return { app, failed, query, answered: attributes['app.answer'] === call.ids.requestId };
      });
    assert.deepEqual(said(OURS, 'ours'), said(STOCK, 'stock'));
    assert.deepEqual(said(OURS, 'ours'), [
      { app: 'SQS.SendMessage', failed: undefined, query: undefined, answered: true },
      { app: 'SQS.ReceiveMessage', failed: undefined, query: undefined, answered: true },
      { app: 'DynamoDB.Query', failed: undefined, query: 'Query orderId = :o', answered: true },
      { app: 'SQS.SendMessage', failed: 'SendMessage: QueueDoesNotExist', query: undefined, answered: false },
    ]);
    for (const name of ['stock', 'ours'] as const) {
      assert.equal(wire(run(name), 'SendMessage').filter(({ DelaySeconds }) => DelaySeconds === 0).length, 2, name);
    }
  });

  it('suppressInternalInstrumentation hides the HTTP spans on both sides', () => {
    for (const name of ['stock', 'ours'] as const) {
      assert.ok(run(name).calls.every((call) => of(HTTP, call).length > 0));
      assert.ok(run(name).withOptions.every((call) => of(HTTP, call).length === 0));
    }
  });

  it('a message in an envelope of SNS: linked with an option before, always after', () => {
    const links = (scope: string, calls: readonly ToldCall[]) =>
      callSpan(scope, callOf(calls, 'SQS.ReceiveMessage')).links.length;
    assert.deepEqual([links(STOCK, run('stock').calls), links(STOCK, run('stock').withOptions)], [0, 1]);
    assert.deepEqual([links(OURS, run('ours').calls), links(OURS, run('ours').withOptions)], [1, 1]);
  });

  it('messages in flight are understood when it is rolled out, and when it is rolled back', () => {
    const senders = (scope: string, name: keyof typeof runs) =>
      run(name).left.map((call) => callSpan(scope, call).spanId);
    const received = (scope: string, call: ToldCall) => callSpan(scope, call).links.map(({ spanId }) => spanId);
    assert.equal(connected(step(run('ours'), 'inherited')), '3 of 3');
    assert.deepEqual(received(OURS, step(run('ours'), 'inherited')).toSorted(), senders(STOCK, 'stock').toSorted());
    assert.deepEqual(received(STOCK, rolledBack).toSorted(), senders(OURS, 'ours').toSorted());
    assert.equal(connected(rolledBack), '3 of 3', 'wrapped handlers need no instrumentation of this package');
    assert.ok(startingWith('process', rolledBack).every(({ name }) => name === 'process'));
  });

  it('side by side: one span for a call, which is that of this package, its context, and every worker tied', () => {
    for (const call of run('both').calls.filter((made) => !STORIES.includes(made.call))) {
      assert.deepEqual(of(STOCK, call), [], call.call);
      assert.equal(of(OURS, call).filter((span) => method(span) !== undefined).length, 1, call.call);
    }
    const ours = callSpan(OURS, step(run('both'), 'SQS.SendMessage'));
    const { traceparent: carried } = sent(run('both'), 'order').MessageAttributes ?? {};
    assert.equal(carried?.StringValue, traceparent(ours));
    assert.equal(connected(step(run('both'), 'worker')), '5 of 5');
  });
});

function callOf(calls: readonly ToldCall[], name: string): ToldCall {
  return calls.find(({ call }) => call === name) ?? assert.fail(`no step ${name}`);
}

function step({ calls }: Run, name: string): ToldCall {
  return callOf(calls, name);
}

function of(scope: string, { spans }: ToldCall): ToldSpan[] {
  return spans.filter((span) => span.scope === scope);
}

function startingWith(start: string, { spans }: ToldCall): ToldSpan[] {
  return spans.filter(({ name }) => name.startsWith(start));
}

function ownId({ attributes }: ToldSpan) {
  return { messageId: attributes['messaging.message.id'] };
}

function method({ attributes }: ToldSpan): unknown {
  return attributes['rpc.method'];
}

/** The span of the call itself. */
function callSpan(scope: string, call: ToldCall): ToldSpan {
  return of(scope, call).find((span) => method(span) !== undefined) ?? assert.fail(`${call.call}: none of ${scope}`);
}

/** Of the pieces of work that handlers did: those below a span that links to their message. */
function connected({ spans }: ToldCall): string {
  const work = spans.filter(({ name }) => name === 'charge');
  const tied = work.filter(({ parentId }) => {
    const parent = spans.find(({ spanId }) => spanId === parentId);
    return parent?.name.startsWith('process') === true && parent.links.length > 0;
  });
  return `${tied.length} of ${work.length}`;
}

function wire({ requests }: Run, operation: string): SqsBody[] {
  return requests.flatMap(({ operation: made, body }) => (made === operation && body !== undefined ? [body] : []));
}

function sent(run: Run, text: string): SqsBody {
  return wire(run, 'SendMessage').find(({ MessageBody }) => MessageBody === text) ?? assert.fail(text);
}

function contextsOfBatch(run: Run): (string | undefined)[] {
  const { Entries = [] } = wire(run, 'SendMessageBatch')[0] ?? {};
  return Entries.map(({ MessageAttributes }) => MessageAttributes?.['traceparent']?.StringValue);
}

function traceparent({ traceId, spanId }: Pick<ToldSpan, 'traceId' | 'spanId'>): string {
  return `00-${traceId}-${spanId}-01`;
}

/** Patches change no telemetry. */
function versionOf(name: string): string {
  const path = join(PROJECT_ROOT, 'node_modules', name, 'package.json');
  const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
  return version.replace(/\.\d+$/, '');
}
