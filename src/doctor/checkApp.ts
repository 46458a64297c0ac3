import { PACKAGE_NAME } from '../version';
import { STOCK_INSTRUMENTATION } from '../middleware/stockInstrumentation';
import { checkCopies } from './checkInstalled';
import { type Finding, fail, ok, warn } from './finding';
import type { ProcessReport } from '../bootstrap/processReport';
import type { AppRun } from './runApp';

const REGISTER = `${PACKAGE_NAME}/register`;
const PRELOAD = `start with node --import ${REGISTER} app.js, before anything else is loaded`;
const BUNDLED =
  'mark @aws-sdk/* as external (esbuild: --packages=external), or use instrumentClient(new SQSClient({}))';

const SERVER_EXTERNAL =
  "or serverExternalPackages: ['@aws-sdk/client-sqs', 'sqs-consumer', 'opentelemetry-instrumentation-sqs']";

/** Findings from the reports of the application's processes, which ran with the register hook. */
export function checkApp({ exit, reports }: AppRun): Finding[] {
  const run = ok('application', exit);
  // `npm start` is a Node.js process, too. Its report says nothing about the application.
  const telling = reports.filter(
    ({ status, unattached, bundle }) => status.clients.length > 0 || unattached || bundle !== undefined,
  );
  const [first] = telling.length > 0 ? telling : reports;
  if (first === undefined) {
    return [
      run,
      fail('register', 'no Node.js process of it reported', `put ${REGISTER} into NODE_OPTIONS, or ${PRELOAD}`),
    ];
  }
  return [run, ...(telling.length > 0 ? telling : [first]).flatMap(checkProcess)];
}

function checkProcess(report: ProcessReport): Finding[] {
  const { status, copies, stockActive, unattached, bundle } = report;
  const findings = [...checkClients(report)];
  if (bundle !== undefined) {
    findings.push(fail('bundle', `${bundle} has the AWS SDK bundled into it, where no hook can see it`, BUNDLED));
  }
  if (unattached && bundle === undefined) {
    const fix = `pass each client to instrumentClient(client), in Next.js ${SERVER_EXTERNAL}`;
    findings.push(fail('clients', 'calls of the AWS SDK are not traced: no hook sees how it is loaded', fix));
  }
  if (stockActive) {
    const fix = `take ${STOCK_INSTRUMENTATION} out, or set OTEL_NODE_DISABLED_INSTRUMENTATIONS=aws-sdk for the bundle`;
    findings.push(fail('stock instrumentation', `${STOCK_INSTRUMENTATION} is active as well`, fix));
  }
  if (copies.length > 0) findings.push(...checkCopies(copies, process.cwd()).filter(({ level }) => level === 'fail'));
  findings.push(...checkSpans(report));
  if (status.lastExportError !== undefined) {
    findings.push(fail('export', status.lastExportError, 'see the endpoint above'));
  }
  return findings;
}

function checkClients({ status, lateStarts, unattached, bundle }: ProcessReport): Finding[] {
  if (status.clients.length === 0 && !unattached && bundle === undefined) {
    const fix = 'let the doctor run longer (--timeout 60s), or start the part of the application that uses SQS';
    return [warn('clients', 'no AWS SDK client was loaded while it ran', fix)];
  }
  const early = new Set([
    ...lateStarts,
    ...status.clients.filter((client) => client.loadedEarly).map(({ name }) => name),
  ]);
  return [
    ...status.clients.map(({ name, version, attached }) =>
      attached
        ? ok('clients', `${name}@${version} is traced`)
        : fail('clients', `${name}@${version} has no client class that could be attached`, BUNDLED),
    ),
    ...(early.size === 0
      ? []
      : [
          fail(
            'load order',
            `the application sets up tracing after it has loaded ${[...early].join(', ')}`,
            `move the set-up before every import of the AWS SDK, or ${PRELOAD}`,
          ),
        ]),
  ];
}

function checkSpans({ status: { spans, initialized, problems } }: ProcessReport): Finding[] {
  const own = spans.byScope[PACKAGE_NAME] ?? 0;
  const text = `${spans.started} started, ${spans.ended} ended (${own} of AWS calls), ${spans.exported} exported, ${spans.dropped} dropped`;
  if (initialized || problems.length === 0) return [ok('spans', text)];
  return [fail('tracing', 'it was not set up', problems.join('; '))];
}
