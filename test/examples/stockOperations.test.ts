import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PROJECT_ROOT, fixture, runJson } from '../support/fixtures';
import { recording } from './migrationRecord';
import { type Difference, type OperationCall, differencesOf } from './stockDifferences';
import { type ExplainedRow, rowOf } from './stockRows';
import { RULES, RULES_WITH_STOCK_NAMES, type Rule } from './stockRules';

type Side = 'stock' | 'ours' | 'named';

/** What the guide has a table of. Every release of the SDK has some operations more. */
interface OperationRecording {
  readonly operations: number;
  readonly calls: number;
  readonly rows: readonly ExplainedRow[];
}

const MINUTES = 240_000;
const RECORD = join(PROJECT_ROOT, 'test', 'fixtures', 'migration', 'stock-operations.json');
const GUIDE = join(PROJECT_ROOT, 'docs', 'migration', 'from-instrumentation-aws-sdk.md');
const SCRIPT = join(PROJECT_ROOT, 'scripts', 'docs', 'migrationOperations.mjs');

describe('every operation of the services that the stock instrumentation knows, beside it', () => {
  const runs = new Map<Side, readonly OperationCall[]>();
  const run = (side: Side): readonly OperationCall[] => runs.get(side) ?? assert.fail(side);
  const differences = (side: Side): Difference[] =>
    run('stock').flatMap((call, index) => differencesOf(call, run(side)[index] ?? assert.fail(call.call)));

  before(async function () {
    // Each loads ten clients, and the machine may be busy.
    this.timeout(MINUTES);
    const sides: Side[] = ['stock', 'ours', 'named'];
    const program = fixture('migration/operations/run.cjs');
    const runSide = (side: Side) => runJson<OperationCall[]>(program, { args: [side], timeoutMillis: MINUTES });
    for (const [index, calls] of (await Promise.all(sides.map(runSide))).entries()) {
      runs.set(sides[index] ?? assert.fail(), calls);
    }
  });

  it('each side makes the same calls, and the application gets the same', () => {
    const made = (side: Side) => run(side).map(({ call, how, failed }) => ({ call, how, failed }));
    assert.deepEqual(made('ours'), made('stock'));
    assert.deepEqual(made('named'), made('stock'));
    assert.ok(run('ours').every(({ how, failed }) => (failed === undefined) === (how !== 'failed')));
    assert.ok(operations(run('ours')).size > 450);
  });

  it('no difference is unexplained, no rule explains nothing, and the guide has them all', async () => {
    const explained = explain(differences('ours'), RULES);
    assert.deepEqual(
      RULES.filter((rule) => !explained.has(rule)).map(({ title }) => title),
      [],
    );
    const all = run('ours');
    const live: OperationRecording = {
      operations: nearly(operations(all).size),
      calls: nearly(all.length),
      rows: [...explained].map(([rule, those]) => rowOf(rule, those, all)),
    };
    if (recording) return writeFileSync(RECORD, `${JSON.stringify(live, null, 2)}\n`);
    assert.deepEqual(live, JSON.parse(readFileSync(RECORD, 'utf8')), 'MIGRATION=record, then npm run docs');
    const { operationTable } = (await import(pathToFileURL(SCRIPT).href)) as {
      operationTable: (recorded: OperationRecording) => string;
    };
    assert.ok(readFileSync(GUIDE, 'utf8').includes(operationTable(live)), 'npm run docs');
  });

  it('with stockNames nothing of the stock one is missing but what the guide says', () => {
    const explained = explain(differences('named'), RULES_WITH_STOCK_NAMES);
    assert.deepEqual(
      RULES_WITH_STOCK_NAMES.filter((rule) => !explained.has(rule)).map(({ title }) => title),
      [],
    );
  });
});

/** The differences of each rule. Fails on one that no rule explains. */
function explain(differences: readonly Difference[], rules: readonly Rule[]): Map<Rule, Difference[]> {
  const explained = new Map<Rule, Difference[]>();
  const unexplained: unknown[] = [];
  for (const difference of differences) {
    const rule = rules.find(({ explains }) => explains(difference));
    if (rule === undefined) {
      const { call, how, what, key, before: was, after: is } = difference;
      unexplained.push({ call, how, what, key, was, is });
    } else explained.set(rule, [...(explained.get(rule) ?? []), difference]);
  }
  assert.deepEqual(unexplained, []);
  return new Map(rules.flatMap((rule) => (explained.has(rule) ? [[rule, explained.get(rule) ?? []]] : [])));
}

function nearly(count: number): number {
  return Math.round(count / 100) * 100;
}

function operations(calls: readonly OperationCall[]): Set<string> {
  return new Set(calls.map(({ call }) => call.replace(/ .*/, '')));
}
