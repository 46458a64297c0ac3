import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { METRICS, type MetricDefinition, type MetricKey } from '../../src/semconv/metrics';
import { freePorts } from '../../test/support/childServer';
import { PROJECT_ROOT } from '../../test/support/fixtures';
import { ifAvailable } from '../support/skip';
import { startCloudWatch } from './cloudWatch';
import { metricsTo } from './collectorSettings';
import { DEAD_LETTER_QUEUE, QUEUE } from './names';
import { PrometheusApi, type Series } from './prometheusApi';
import type { Round } from './rounds';
import { startCollector, startPrometheus } from './servers';
import { startWorker } from './startWorker';
import { type Tee, startTee } from './tee';
import { until } from './until';

const DOCS = join(PROJECT_ROOT, 'docs');
const INSTALL_MILLIS = 3_600_000;
const ROUNDS = 3;

interface Dashboard {
  readonly panels: readonly {
    readonly title: string;
    readonly targets: readonly { expr: string; legendFormat: string }[];
  }[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly query: string }[] };
}
const dashboard = JSON.parse(readFileSync(join(DOCS, 'grafana-dashboard.json'), 'utf8')) as Dashboard;
const examples = [...readFileSync(join(DOCS, 'metrics.md'), 'utf8').matchAll(/```promql\n([\s\S]*?)\n```/g)].map(
  ([, query = '']) => query,
);

/** What the worker does not do: it has no broker but SQS, and asks no model. */
const NOT_MADE: readonly MetricKey[] = ['brokerQueueTime', 'genAiDuration', 'tokenUsage'];

for (const mode of ['', 'messaging']) {
  describe(`metrics of a worker, in Prometheus, with ${mode === '' ? 'default names' : `the opt-in ${mode}`}`, () => {
    const servers: { stop(): unknown }[] = [];
    const rounds: Round[] = [];
    let tee: Tee;
    let ways: Record<'OTLP' | 'scrape', PrometheusApi>;

    before(async function () {
      this.timeout(INSTALL_MILLIS);
      const rules = [join(DOCS, 'alerts.yml')];
      const cloudWatch = await startCloudWatch();
      servers.push(cloudWatch);
      const [scrapePort = 0] = await freePorts(1);
      const found = await ifAvailable(async () => {
        const scraping = await startPrometheus([cloudWatch.port, scrapePort], rules);
        servers.push(scraping);
        const receiving = await startPrometheus([cloudWatch.port], rules);
        servers.push(receiving);
        const collector = await startCollector(metricsTo(receiving.otlp));
        servers.push(collector);
        return { receiving, scraping, collector };
      });
      if (found === undefined) {
        this.skip();
        return;
      }
      ways = { OTLP: new PrometheusApi(found.receiving.port), scrape: new PrometheusApi(found.scraping.port) };
      const settings = { OTEL_SEMCONV_STABILITY_OPT_IN: mode, OTEL_SQS_AWS_TRACE_HEADER: 'never' };
      tee = await startTee(found.collector.otlp, ['traces', 'metrics']);
      servers.push(tee);
      const worker = await startWorker({ scrapePort }, tee.otlp, settings);
      servers.push(worker);
      for (let number = 0; number < ROUNDS; number += 1) {
        const round = await worker.round();
        rounds.push(round);
        const queues = Object.entries(round.waiting);
        cloudWatch.show(Object.fromEntries(queues.map(([queue, waiting]) => [queue, { waiting, oldest: 1000 }])));
        // The next values have to be others than these, or there is nothing that a rate could be of.
        for (const api of Object.values(ways))
          await api.reaches(total('processDuration'), totalOf(rounds, 'processed'));
      }
      for (const api of Object.values(ways))
        await api.reaches('count(aws_sqs_approximate_age_of_oldest_message_maximum)', 2);
    });

    after(async () => {
      for (const server of servers.toReversed()) await server.stop();
    });

    for (const way of ['OTLP', 'scrape'] as const) {
      describe(way === 'OTLP' ? 'through the Collector, by OTLP' : 'scraped from the exporter of JavaScript', () => {
        it('counts what the worker did', async () => {
          const api = ways[way];
          const counted = async (query: string): Promise<number> => (await api.query(query))[0]?.value ?? 0;
          const failed = '{error_type!=""}';
          const fine = '{error_type=""}';
          assert.deepEqual(
            {
              sent: await counted(total('sentMessages', fine)),
              delivered: await counted(total('consumedMessages')),
              processed: await counted(total('processDuration')),
              failed: await counted(total('processDuration', failed)),
              fine: await counted(total('processDuration', fine)),
              refused: await counted(total('batchFailures')),
              overruns: await counted(total('visibilityOverruns')),
              forwarded: await counted(total('forwardedMessages')),
              dropped: await counted(total('droppedContexts')),
              throttled: await counted(total('sentMessages', '{error_type="RequestThrottled"}')),
            },
            {
              // A forwarded message is sent, too.
              sent: totalOf(rounds, 'sent') + totalOf(rounds, 'forwarded'),
              delivered: totalOf(rounds, 'delivered'),
              processed: totalOf(rounds, 'processed'),
              failed: totalOf(rounds, 'failed'),
              fine: totalOf(rounds, 'processed') - totalOf(rounds, 'failed'),
              refused: totalOf(rounds, 'refused'),
              overruns: totalOf(rounds, 'overruns'),
              forwarded: totalOf(rounds, 'forwarded'),
              dropped: totalOf(rounds, 'dropped'),
              throttled: totalOf(rounds, 'throttled'),
            },
          );
        });

        it('has the names, types, units and attributes that the documents say', async () => {
          for (const [key, metric] of Object.entries(METRICS) as [MetricKey, MetricDefinition][]) {
            if (NOT_MADE.includes(key)) continue;
            const { type, unit, description } = metric;
            const name = nameIn(way, metric);
            const family = type === 'counter' ? `${name}_total` : name;
            const series = await ways[way].query(type === 'counter' ? family : `${name}_count`);
            assert.notEqual(series.length, 0, family);
            const allowed = new Set([...metric.attributes.map(label), ...OF_THE_EXPORTER]);
            for (const { metric: labels } of series) {
              for (const each of Object.keys(labels)) assert.ok(allowed.has(each), `${family} has ${each}`);
            }
            const sent = tee.metrics.find((each) => each.name === metric.name);
            assert.deepEqual(sent, { name: metric.name, type, unit, description });
            if (way !== 'scrape') continue;
            const scraped = await ways.scrape.described(family);
            assert.deepEqual([scraped?.type, scraped?.help], [type, description], family);
          }
        });

        for (const { title, targets } of dashboard.panels) {
          it(`panel "${title}" shows it`, async () => {
            for (const { expr, legendFormat } of targets) {
              const series = await ways[way].query(forNow(expr));
              assert.ok(
                series.some(({ value }) => value > 0),
                `nothing, or zero: ${expr}`,
              );
              for (const { metric } of series)
                assert.doesNotMatch(legend(legendFormat, metric), /undefined/, legendFormat);
            }
          });
        }

        it('lets both queues be chosen', async () => {
          const query = dashboard.templating.list.find(({ name }) => name === 'queue')?.query ?? '';
          const [, selector = '', name = ''] = /^label_values\((.*), (\w+)\)$/.exec(query) ?? [];
          assert.deepEqual(await ways[way].labelValues(name, selector), [QUEUE, DEAD_LETTER_QUEUE]);
        });

        it('answers the questions of docs/metrics.md', async () => {
          assert.notEqual(examples.length, 0);
          for (const query of examples) {
            const series = await ways[way].query(query);
            assert.ok(
              series.some(({ value }) => value > 0),
              query,
            );
          }
        });

        it('evaluates every alert, and what happened fires', async () => {
          const active = async (): Promise<string[]> =>
            (await ways[way].rules()).filter(({ state }) => state !== 'inactive').map(({ name }) => name);
          await until(`${HAPPENED.length} alerts`, async () => (await active()).length >= HAPPENED.length);
          assert.deepEqual(await active(), HAPPENED);
          const ill = (await ways[way].rules()).filter(({ health }) => health !== 'ok');
          assert.deepEqual(ill, []);
        });
      });
    }

    it('the Collector counts the spans of each queue', async () => {
      const query = `sum by (span_name) (traces_span_metrics_calls_total{span_kind="SPAN_KIND_CONSUMER",span_name="process ${QUEUE}"})`;
      await ways.OTLP.reaches(query, totalOf(rounds, 'processed'));
    });
  });
}

/** Alerts that are pending or firing after what the worker did. */
const HAPPENED = [
  'SqsOldestMessageTooOld',
  'SqsProcessErrorShare',
  'SqsVisibilityOverruns',
  'SqsDeadLettersWaiting',
  'SqsDeadLettersForwarded',
  'SqsContextsDropped',
  'AwsCallsThrottled',
];

/** Labels that are not ours: of the scope, and of the scrape. */
const OF_THE_EXPORTER = [
  '__name__',
  'job',
  'instance',
  'otel_scope_name',
  'otel_scope_version',
  'otel_scope_schema_url',
];

function label(attribute: string): string {
  return attribute.replaceAll('.', '_');
}

function nameIn(way: string, { name, unit }: MetricDefinition): string {
  return label(name) + (way === 'OTLP' && unit === 's' ? '_seconds' : '');
}

/** How many of a metric there are in all, by whichever name. */
function total(key: MetricKey, matchers = '{}'): string {
  const { name, type } = METRICS[key];
  const names = type === 'counter' ? `${label(name)}_total` : `${label(name)}(_seconds)?_count`;
  return `sum({__name__=~"${names}"${matchers.replace('{', matchers === '{}' ? '' : ', ')})`;
}

function totalOf(rounds: readonly Round[], what: keyof Omit<Round, 'deadLetterId' | 'waiting'>): number {
  return rounds.reduce((sum, round) => sum + round[what], 0);
}

/** A query of a panel with all queues chosen, as Grafana sends it. */
function forNow(expression: string): string {
  return expression.replaceAll('$queue', '.*').replaceAll('$__rate_interval', '5m');
}

function legend(format: string, labels: Series['metric']): string {
  return format.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => String(labels[name]));
}
