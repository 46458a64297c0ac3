import { type Finding, fail, warn } from './finding';
import type { AppProcess } from './reports';

/** What an endpoint finding says in its own words. */
const OF_ENDPOINT = /^OTEL_EXPORTER_OTLP_(?:[A-Z]+_)?ENDPOINT /;

/** What the bootstrap could not use or set up, unless other findings say it already: one fault, and one fix. */
export function problemsOfSetUp({ told }: AppProcess, findings: readonly Finding[]): Finding[] {
  if (told === undefined || !['bootstrap', 'failed'].includes(told.status.sdk)) return [];
  const said = new Set(findings.map(({ message, fix = '' }) => `${message}: ${fix}`));
  const problems = told.status.problems.filter((problem) => !said.has(problem) && !OF_ENDPOINT.test(problem));
  if (told.status.initialized) return problems.map((problem) => warn('environment', ...inTwo(problem)));
  return problems.length === 0 ? [] : [fail('tracing', 'it was not set up', problems.join('; '))];
}

/** A problem and its fix, which stands behind the last colon. */
function inTwo(problem: string): [text: string, fix: string] {
  const at = problem.lastIndexOf(': ');
  return at === -1 ? [problem, 'see what it says at its start'] : [problem.slice(0, at), problem.slice(at + 2)];
}
