const HEADER = `# Alert rules for Prometheus, generated from the table of metrics by \`npm run docs\`. docs/metrics.md says what they need.
# The limits are a start: each queue has its own.
`;

/**
 * A file of rules for Prometheus.
 * @see https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/
 * @param {readonly import('./alerts.mjs').Alert[]} alerts
 */
export function alertRules(alerts) {
  return `${HEADER}groups:\n  - name: sqs\n    rules:\n${alerts.map(rule).join('')}`;
}

/** @param {import('./alerts.mjs').Alert} alert */
function rule({ name, expression, holdsFor, severity, summary, runbook }) {
  const lines = [
    `- alert: ${name}`,
    `  expr: ${quoted(expression)}`,
    ...(holdsFor === undefined ? [] : [`  for: ${holdsFor}`]),
    `  labels: { severity: ${severity} }`,
    '  annotations:',
    `    summary: ${quoted(summary)}`,
    `    runbook: ${quoted(runbook)}`,
  ];
  return lines.map((line) => `      ${line}\n`).join('');
}

/** In YAML, text in single quotes is what it is, but for the quote itself. @param {string} text */
function quoted(text) {
  return `'${text.replaceAll("'", "''")}'`;
}
