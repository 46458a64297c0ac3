import { alertsOf } from './alerts.mjs';
import { grafanaDashboard } from './grafana.mjs';
import { panelsOf } from './panels.mjs';
import { alertRules } from './rules.mjs';

/**
 * The files below docs that are made as a whole.
 * @param {() => Promise<{ metrics: Record<string, import('./queries.mjs').MetricDefinition>, names: Record<string, string> }>} load
 * @returns {Promise<Record<string, string>>} by path
 */
export async function dashboardFiles(load) {
  const source = await load();
  return {
    'docs/grafana-dashboard.json': grafanaDashboard(panelsOf(source), source),
    'docs/alerts.yml': alertRules(alertsOf(source)),
  };
}
