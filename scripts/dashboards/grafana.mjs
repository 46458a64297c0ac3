import { label } from './queries.mjs';

const WIDTH = 12;
const HEIGHT = 8;
const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };

/**
 * A dashboard for Grafana, ready to import.
 * @see https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/
 * @param {readonly import('./panels.mjs').Panel[]} panels
 * @param {{ metrics: Record<string, import('./queries.mjs').MetricDefinition>, names: Record<string, string> }} source
 */
export function grafanaDashboard(panels, { metrics, names }) {
  const dashboard = {
    title: 'SQS workers',
    uid: 'otel-sqs-workers',
    tags: ['opentelemetry', 'sqs'],
    schemaVersion: 39,
    version: 1,
    timezone: 'browser',
    refresh: '30s',
    time: { from: 'now-1h', to: 'now' },
    templating: {
      list: [
        { name: 'datasource', type: 'datasource', query: 'prometheus', label: 'Data source' },
        {
          name: 'queue',
          type: 'query',
          label: 'Queue',
          datasource: DATASOURCE,
          query: queuesQuery(metrics, names['ATTR_MESSAGING_DESTINATION_NAME']),
          // With the time range: a queue that is new has to appear without a reload.
          refresh: 2,
          sort: 1,
          multi: true,
          includeAll: true,
          allValue: '.*',
          current: { text: 'All', value: '$__all' },
        },
      ],
    },
    panels: panels.map(panelAt),
  };
  return `${JSON.stringify(dashboard, undefined, 2)}\n`;
}

/** @param {Record<string, import('./queries.mjs').MetricDefinition>} metrics @param {string} queue */
function queuesQuery({ sentMessages, consumedMessages }, queue) {
  const counters = [sentMessages, consumedMessages].map(({ name }) => `${label(name)}_total`);
  return `label_values({__name__=~"${counters.join('|')}"}, ${label(queue)})`;
}

/** @param {import('./panels.mjs').Panel} panel @param {number} index */
function panelAt({ title, description, unit, targets }, index) {
  return {
    id: index + 1,
    type: 'timeseries',
    title,
    description,
    datasource: DATASOURCE,
    gridPos: { h: HEIGHT, w: WIDTH, x: (index % 2) * WIDTH, y: Math.floor(index / 2) * HEIGHT },
    fieldConfig: { defaults: { unit, custom: { lineWidth: 1, fillOpacity: 10 } }, overrides: [] },
    options: { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi' } },
    targets: targets.map(([expr, legendFormat], nth) => ({
      refId: String.fromCodePoint(65 + nth),
      expr,
      legendFormat,
    })),
  };
}
