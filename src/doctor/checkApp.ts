import { checkClients } from './checkClients';
import { checkExports } from './checkExports';
import { checkMessages } from './checkMessages';
import { checkCopies } from './checkCopies';
import { checkSetUp } from './checkSetUp';
import { checkSpans } from './checkSpans';
import { type Finding, fail, pass, warn } from './finding';
import { SERVER_EXTERNAL, STOCK_FIX, fixOfBundle } from './fixes';
import type { AppProcess } from './reports';
import type { AppRun } from './runApp';
import { STOCK_INSTRUMENTATION } from '../middleware/stockInstrumentation';
import { bundleAmong } from './bundle';
import { isObservedSdk } from './whoseSdk';

/** @see https://nodejs.org/api/child_process.html#spawning-bat-and-cmd-files-on-windows */
const NOT_STARTED =
  process.platform === 'win32'
    ? 'correct the command; npm, npx and tsx are files of cmd there: cmd /c npm start'
    : 'correct the command: it is run without a shell';

/** The processes that say something about the application. `npm start` and tsx are Node.js processes, too. */
export function tellingProcesses({ processes }: Pick<AppRun, 'processes'>): readonly AppProcess[] {
  const withCalls = processes.filter(({ seen }) => seen.clients.length > 0 || seen.requests > 0 || seen.ours.installed);
  if (withCalls.length > 0) return withCalls;
  const bundled = processes.filter(({ seen }) => bundleAmong(seen) !== undefined);
  if (bundled.length > 0) return bundled;
  const setUp = processes.filter(({ seen, told }) => told !== undefined || seen.registered.traces);
  return setUp.length > 0 ? setUp : processes.slice(0, 1);
}

/** Findings from what was seen of the application's processes. */
export async function checkApp(run: AppRun): Promise<Finding[]> {
  if (run.trouble === 'not started') return [fail('application', run.exit, NOT_STARTED)];
  const ending = run.well
    ? pass('application', run.exit)
    : warn('application', run.exit, 'look at its own output: what follows is true of the part that ran');
  const telling = tellingProcesses(run);
  if (telling.length === 0) {
    return [ending, fail('register', 'no Node.js process of it reported', fixOfSilence(run))];
  }
  const findings = await Promise.all(telling.map((each) => checkProcess(each, run.trouble)));
  return [ending, ...distinct(findings.flat())];
}

function fixOfSilence({ restricted, trouble }: AppRun): string {
  if (restricted === true) {
    return 'with --permission, its process may not report: add --allow-fs-read=* --allow-fs-write=* for the doctor';
  }
  const late = trouble === 'time was up' ? '; or let the doctor run longer (--timeout 60s)' : '';
  return `run it with Node.js, as node app.js: other runtimes and containers start without the doctor${late}`;
}

/** Several workers of one application say the same. */
function distinct(findings: readonly Finding[]): Finding[] {
  const texts = new Set<string>();
  return findings.filter(({ check, level, message }) => {
    const text = `${level} ${check} ${message}`;
    if (texts.has(text)) return false;
    texts.add(text);
    return true;
  });
}

async function checkProcess({ seen, told }: AppProcess, trouble: AppRun['trouble']): Promise<Finding[]> {
  const bundle = bundleAmong(seen);
  const unattached = seen.ours.unattached || (seen.requests > 0 && !seen.ours.installed && seen.clients.length === 0);
  const isHidden = unattached && bundle === undefined;
  const findings = [...checkClients({ seen, told }, unattached || bundle !== undefined)];
  if (bundle !== undefined) {
    findings.push(
      fail('bundle', `${bundle} has the AWS SDK bundled into it, where no hook can see it`, fixOfBundle(bundle)),
    );
  }
  if (isHidden) {
    const fix = `pass each client to instrumentClient(client), in Next.js or ${SERVER_EXTERNAL}`;
    findings.push(fail('clients', 'calls of the AWS SDK are not traced: no hook sees how it is loaded', fix));
  }
  if (seen.ours.stock) {
    findings.push(fail('stock instrumentation', `${STOCK_INSTRUMENTATION} is active as well`, STOCK_FIX));
  }
  findings.push(...checkCopies(seen), ...checkSetUp({ seen, told }, isHidden, trouble));
  const isOurs = !isObservedSdk({ seen, told });
  if (isOurs && (told?.status.sdk === 'bootstrap' || told?.status.sdk === 'failed')) findings.push(...checkSpans(told));
  else if (seen.provider !== undefined) findings.push(...(await checkExports(seen)));
  return [...findings, ...checkMessages(seen)];
}
