import type { ProcessReport } from '../bootstrap/processReport';
import { PACKAGE_NAME } from '../version';
import { type Finding, fail, pass, warn } from './finding';

const AT_EXPORTER = 'look at what the exporter says with OTEL_LOG_LEVEL=debug';

/** One fault, and one fix: where the endpoint is wrong, exports that fail are what comes of it. */
export function asConsequences(findings: readonly Finding[]): Finding[] {
  const isEndpoint = findings.some(({ check, level }) => level === 'fail' && /^(?:endpoint|protocol)$/.test(check));
  return findings.map((finding) =>
    isEndpoint && finding.fix === AT_EXPORTER ? warn('export', finding.message, 'see the endpoint above') : finding,
  );
}

/** What the bootstrap tells of its spans and of their export. */
export function checkSpans({ status }: ProcessReport): Finding[] {
  const { spans, initialized, problems, lastExportError } = status;
  const own = spans.byScope[PACKAGE_NAME] ?? 0;
  const text = `${spans.started} started, ${spans.ended} ended (${own} of AWS calls), ${spans.exported} exported, ${spans.dropped} dropped`;
  // Where nothing was set up, the problems of the set-up say why.
  const findings = initialized || problems.length === 0 ? [pass('spans', text)] : [];
  if (lastExportError !== undefined) findings.push(fail('export', lastExportError, AT_EXPORTER));
  return findings;
}
