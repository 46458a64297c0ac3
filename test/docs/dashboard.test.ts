import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { METRICS, type MetricDefinition } from '../../src/semconv/metrics';

const DOCS = join(process.cwd(), 'docs');

/** The series of a metric, by both ways into Prometheus. @see https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/ */
function prometheusNames({ name, type, unit }: MetricDefinition): string[] {
  const base = name.replaceAll('.', '_');
  if (type === 'counter') return [`${base}_total`];
  const bases = unit === 's' ? [base, `${base}_seconds`] : [base];
  return bases.flatMap((each) => [`${each}_bucket`, `${each}_count`, `${each}_sum`]);
}

const known = new Map<string, readonly string[]>();
for (const metric of Object.values(METRICS)) {
  const labels = metric.attributes.map((attribute) => attribute.replaceAll('.', '_'));
  for (const name of prometheusNames(metric)) known.set(name, labels);
}
/** What an exporter of CloudWatch has. */
const CLOUD_WATCH = /^aws_sqs_approximate_\w+_maximum$/;

/** Checks that a query uses only metrics and labels that exist, together. */
function check(query: string): void {
  const series = [...query.matchAll(/__name__=~"([^"]*)"([^}]*)/g)].map(([, pattern = '', rest = '']) => {
    const names = [...known.keys()].filter((name) => new RegExp(`^(?:${pattern})$`).test(name));
    assert.notEqual(names.length, 0, `no metric is ${pattern}: ${query}`);
    return { names, labels: labelsIn(rest) };
  });
  for (const [, name = '', rest = ''] of query.matchAll(
    /\b((?:messaging|rpc|db|gen_ai)_\w+)(?:\{([^}]*)\}|\[| unless| offset)/g,
  )) {
    series.push({ names: [name], labels: labelsIn(rest) });
  }
  const foreign = query.match(/\baws_sqs_\w+/g) ?? [];
  for (const name of foreign) assert.match(name, CLOUD_WATCH);
  assert.ok(series.length + foreign.length > 0, `no metric in: ${query}`);
  for (const { names, labels } of series) {
    const kept = [...query.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(/,\s*/));
    for (const name of names) {
      assert.ok(known.has(name), `${name} does not exist: ${query}`);
      for (const label of [...labels, ...kept.filter((each) => each !== 'le' && each !== 'queue')]) {
        assert.ok(known.get(name)?.includes(label), `${name} has no label ${label}: ${query}`);
      }
    }
  }
}

function labelsIn(matchers: string): string[] {
  return [...matchers.matchAll(/(\w+)(?:=~|!~|!=|=)"/g)].map(([, label = '']) => label);
}

interface Dashboard {
  panels: { title: string; targets: { expr: string; legendFormat: string }[] }[];
  templating: { list: { name: string; query: string }[] };
}

describe('the dashboard and the queries in the docs', () => {
  const dashboard = JSON.parse(readFileSync(join(DOCS, 'grafana-dashboard.json'), 'utf8')) as Dashboard;

  for (const { title, targets } of dashboard.panels) {
    it(`panel "${title}" uses what exists`, () => {
      for (const { expr, legendFormat } of targets) {
        check(expr);
        for (const [, label = ''] of legendFormat.matchAll(/\{\{(\w+)\}\}/g)) {
          assert.ok(expr.includes(label), `the legend names ${label}, which the query drops`);
        }
      }
    });
  }

  it('lets a queue be chosen by a label that exists', () => {
    const queue = dashboard.templating.list.find(({ name }) => name === 'queue');
    const [, metrics = '', label = ''] = /^label_values\(\{__name__=~"(.*)"\}, (\w+)\)$/.exec(queue?.query ?? '') ?? [];
    for (const metric of metrics.split('|')) assert.ok(known.get(metric)?.includes(label), queue?.query);
  });

  it('has four queries in docs/metrics.md, all of them over what exists', () => {
    const markdown = readFileSync(join(DOCS, 'metrics.md'), 'utf8');
    const queries = [...markdown.matchAll(/```promql\n([\s\S]*?)```/g)].map(([, query = '']) => query);
    assert.equal(queries.length, 4);
    queries.forEach(check);
  });

  it('has alerts over what exists, each with its first step', () => {
    const rules = readFileSync(join(DOCS, 'alerts.yml'), 'utf8');
    const queries = [...rules.matchAll(/^ +expr: '(.*)'$/gm)].map(([, query = '']) => query);
    queries.forEach(check);
    assert.ok(queries.length >= 7);
    assert.equal(rules.match(/^ +runbook: '.+'$/gm)?.length, queries.length);
  });

  it('would notice a name that does not exist', () => {
    assert.throws(() => check('rate(messaging_sqs_nothing_total[5m])'));
    assert.throws(() => check('sum by (pod) (rate(messaging_client_sent_messages_total[5m]))'));
    assert.throws(() => check('rate({__name__=~"messaging_nothing(_seconds)?_count"}[5m])'));
    assert.throws(() => check('rate({__name__=~"messaging_process_duration(_seconds)?_count", url="x"}[5m])'));
  });
});
