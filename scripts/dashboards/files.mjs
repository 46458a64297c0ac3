import { alertsOf } from './alerts.mjs';
import { grafanaDashboard } from './grafana.mjs';
import { panelsOf } from './panels.mjs';
import { alertRules } from './rules.mjs';

/**
 * The files below docs that are made as a whole.
 * @param {{ metrics: Record<string, import('./queries.mjs').MetricDefinition>, names: Record<string, string> }} source
 * @returns {Record<string, string>} by path
 */
export function dashboardFiles(source) {
  return {
    'docs/grafana-dashboard.json': grafanaDashboard(panelsOf(source), source),
    'docs/alerts.yml': alertRules(alertsOf(source)),
  };
}
