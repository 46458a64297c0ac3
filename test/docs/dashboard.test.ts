import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { METRICS, type MetricDefinition } from '../../src/semconv/metrics';

const DOCS = join(process.cwd(), 'docs');

/** A metric as Prometheus names it. @see https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/ */
function prometheusNames({ name, type, unit }: MetricDefinition): string[] {
  const base = name.replaceAll('.', '_') + (unit === 's' ? '_seconds' : '');
  return type === 'counter' ? [`${base}_total`] : [`${base}_bucket`, `${base}_count`, `${base}_sum`];
}

const known = new Map<string, readonly string[]>();
for (const metric of Object.values(METRICS)) {
  const labels = metric.attributes.map((attribute) => attribute.replaceAll('.', '_'));
  for (const name of prometheusNames(metric)) known.set(name, labels);
}

/** Checks that a query uses only metrics and labels that exist, together. */
function check(query: string): void {
  const metrics = query.match(/\b(?:messaging|rpc|db)_\w+(?=[{[,])/g) ?? [];
  const used = metrics.filter((name) => known.has(name));
  assert.ok(used.length > 0, `no metric of this package in: ${query}`);
  const labels = [
    ...[...query.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(/,\s*/)),
    ...[...query.matchAll(/(\w+)(?:=~|!=|=)"/g)].map(([, label = '']) => label),
  ].filter((label) => label !== 'le');
  for (const name of metrics) {
    if (/_destination_name$|^rpc_(?:service|method)$/.test(name)) continue;
    const has = known.get(name);
    assert.ok(has !== undefined, `${name} does not exist: ${query}`);
    for (const label of labels) assert.ok(has.includes(label), `${name} has no label ${label}: ${query}`);
  }
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
    const [, metric = '', label = ''] = /label_values\((\w+), (\w+)\)/.exec(queue?.query ?? '') ?? [];
    assert.ok(known.get(metric)?.includes(label), queue?.query);
  });

  it('has four queries in docs/metrics.md, all of them over what exists', () => {
    const markdown = readFileSync(join(DOCS, 'metrics.md'), 'utf8');
    const queries = [...markdown.matchAll(/```promql\n([\s\S]*?)```/g)].map(([, query = '']) => query);
    assert.equal(queries.length, 4);
    queries.forEach(check);
  });

  it('would notice a name that does not exist', () => {
    assert.throws(() => check('rate(messaging_sqs_nothing_total[5m])'));
    assert.throws(() => check('sum by (queue) (rate(messaging_client_sent_messages_total[5m]))'));
  });
});
