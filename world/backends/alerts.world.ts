import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import * as names from '../../src/semconv/attributes';
import { METRICS } from '../../src/semconv/metrics';
import { PROJECT_ROOT } from '../../test/support/fixtures';
import { promtool } from '../support/install';
import { ifAvailable } from '../support/skip';
import { ALERT_CASES, type AlertCase } from './alertCases';

const run = promisify(execFile);
const RULES = join(PROJECT_ROOT, 'docs', 'alerts.yml');
const INSTALL_MILLIS = 3_600_000;

interface Alert {
  readonly name: string;
  readonly runbook: string;
}

/** What the rules are made from. */
async function alertTable(): Promise<readonly Alert[]> {
  const url = pathToFileURL(join(PROJECT_ROOT, 'scripts', 'dashboards', 'alerts.mjs')).href;
  const { alertsOf } = (await import(url)) as { alertsOf: (source: object) => readonly Alert[] };
  return alertsOf({ metrics: METRICS, names });
}

describe('alert rules, in promtool', () => {
  let directory: string;
  let alerts: readonly Alert[];

  before(async function () {
    this.timeout(INSTALL_MILLIS);
    if ((await ifAvailable(promtool)) === undefined) this.skip();
    alerts = await alertTable();
    directory = mkdtempSync(join(tmpdir(), 'alerts-'));
  });
  after(() => directory && rmSync(directory, { recursive: true, force: true }));

  async function tool(...args: readonly string[]): Promise<string> {
    const { command, args: all } = await promtool(...args);
    return (await run(command, all)).stdout;
  }

  it('are rules that Prometheus takes', async () => {
    assert.match(
      await tool('check', 'rules', '--lint=all', '--lint-fatal', RULES),
      new RegExp(`${alerts.length} rules found`),
    );
  });

  it('each has a case in which it fires', () => {
    const firing = new Set(ALERT_CASES.filter(({ fires }) => fires !== undefined).map(({ alert }) => alert));
    assert.deepEqual(
      alerts.map(({ name }) => name),
      [...firing],
    );
  });

  for (const each of ALERT_CASES) {
    it(`${each.alert} ${each.fires === undefined ? 'is silent' : 'fires'} if ${each.when}`, async () => {
      const path = join(directory, 'case.yml');
      const runbook = alerts.find(({ name }) => name === each.alert)?.runbook;
      // JSON is YAML.
      writeFileSync(path, JSON.stringify(unitTest(each, runbook)));
      await tool('test', 'rules', path);
    });
  }
});

function unitTest({ alert, series, at, fires }: AlertCase, runbook: string | undefined): object {
  const expected = fires && { exp_labels: fires.labels, exp_annotations: { summary: fires.summary, runbook } };
  return {
    rule_files: [RULES],
    evaluation_interval: '1m',
    tests: [
      {
        interval: '1m',
        input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
        alert_rule_test: [
          { eval_time: `${at}m`, alertname: alert, exp_alerts: expected === undefined ? [] : [expected] },
        ],
      },
    ],
  };
}
