import type { ProcessReport } from '../bootstrap/processReport';
import { PACKAGE_NAME } from '../version';
import { type Finding, fail, pass } from './finding';

/** What the bootstrap tells of its spans and of their export. */
export function checkSpans({ status }: ProcessReport): Finding[] {
  const { spans, initialized, problems, lastExportError } = status;
  const own = spans.byScope[PACKAGE_NAME] ?? 0;
  const text = `${spans.started} started, ${spans.ended} ended (${own} of AWS calls), ${spans.exported} exported, ${spans.dropped} dropped`;
  // Where nothing was set up, the problems of the set-up say why.
  const findings = initialized || problems.length === 0 ? [pass('spans', text)] : [];
  if (lastExportError !== undefined) findings.push(fail('export', lastExportError, 'see the endpoint above'));
  return findings;
}
