import assert from 'node:assert/strict';
import { type Run, type Running, startRun } from './startRun';

/** `npm run test:faults` sends many more. Another seed makes other faults: `FAULT_SEED=7`. */
const MESSAGES = Number(process.env['FAULT_MESSAGES'] ?? 400);
const SEED = Number(process.env['FAULT_SEED'] ?? 8);
const PLAN = { messages: MESSAGES, lanes: MESSAGES < 10_000 ? 4 : 32, seed: SEED, rate: 0.1 };
/** Hours, on a slow machine: a run that hangs is what this is for. */
const TIMEOUT = 60_000 + MESSAGES * 20;

describe(`${MESSAGES.toLocaleString('en')} messages over a connection on which a tenth of all requests fails`, () => {
  const running: Running[] = [];
  let plain: Run;
  let traced: Run;
  before(async function () {
    this.timeout(TIMEOUT);
    running.push(startRun({ ...PLAN, telemetry: false }), startRun({ ...PLAN, telemetry: true }));
    [plain, traced] = (await Promise.all(running.map(({ result }) => result))) as [Run, Run];
  });
  after(() => {
    for (const each of running) each.stop();
  });

  it('get through without telemetry', () => assertNothingLost(plain));

  it('get through with it', () => assertNothingLost(traced));

  it('are relayed and retried, nearly full ones among them', () => {
    const counts = total(traced.logs.map((log) => log.counts));
    for (const what of ['nearly full', 'relayed', 'retried', 'given up']) assert.ok(counts[what], what);
  });

  it('go the very same way with it as without', () => {
    for (const [lane, { lines }] of traced.logs.entries()) assert.deepEqual(lines, plain.logs[lane]?.lines);
    assert.equal(traced.requests, plain.requests);
    assert.deepEqual(traced.faults, plain.faults);
  });

  it('have spans that ended, each process span linked to the span that made its message', () => {
    const { open, strays, connected, processed = 0 } = traced.trace ?? {};
    assert.deepEqual(open, []);
    assert.deepEqual(strays, []);
    assert.ok(processed >= MESSAGES * 0.9, `${processed} messages`);
    assert.equal(connected, processed);
  });

  it('have one span for each call, with all of its attempts', () => {
    const calls = total(traced.logs.map((log) => log.calls));
    for (const [operation, count] of Object.entries(calls)) {
      assert.equal(traced.trace?.ended[`SQS.${operation}`], count, operation);
    }
    assert.equal(traced.trace?.attempts, traced.requests);

    const count = Object.values(calls).reduce((sum, each) => sum + each, 0);
    assert.ok(traced.requests > count, 'nothing was tried again');
    const failed = traced.logs.flatMap(({ lines }) => lines.filter((line) => /: (?!done)\w+$/.test(line))).length;
    console.log(`      seed ${SEED}: ${JSON.stringify(traced.faults)} in each run`);
    console.log(`      ${count} calls, ${traced.requests} requests, ${failed} calls failed for good`);
    console.log(`      of the messages: ${JSON.stringify(total(traced.logs.map((log) => log.counts)))}`);
    console.log(`      ${traced.trace.processed} messages processed, ${Math.round(plain.seconds)} s without telemetry`);
    console.log(`      and ${Math.round(traced.seconds)} s with it, at the same time`);
  });
});

function assertNothingLost({ logs }: Run): void {
  for (const { sent, processed, rejected } of logs) {
    assert.deepEqual(rejected, []);
    assert.ok(sent.size > 0);
    assert.deepEqual(
      [...sent].filter((key) => !processed.has(key)),
      [],
    );
  }
}

function total(counts: readonly Record<string, number>[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const each of counts) for (const [key, count] of Object.entries(each)) sum[key] = (sum[key] ?? 0) + count;
  return sum;
}
