import { NO_TELEMETRY, parseJob, type Job, type Report, type Telemetry } from './job';
import { insideOfSpan, listen, listener } from './listener';
import { load } from './load';
import { bytesPerCall, microseconds } from './measure';
import type * as MetricListener from './metricListener';
import { rowOf } from './rows';
import { subjectOf } from './variants';

/** Calls after which a client has told its region. */
const FIRST_CALLS = 5;

async function work(job: Job): Promise<Report> {
  listen(job.mode);
  const subject = subjectOf(job, rowOf(job.row));
  return insideOfSpan(async () => {
    await subject.prepare(FIRST_CALLS * 2);
    for (let made = 0; made < FIRST_CALLS; made++) await subject.call();
    const before = listener.ended;
    await subject.call();
    const spansPerCall = listener.ended - before;
    if (job.task === 'record') {
      return { microseconds: [], bytes: 0, spansPerCall, telemetry: await recorded(subject.call, job) };
    }
    return {
      microseconds: await microseconds(subject, job.plan),
      bytes: await bytesPerCall(subject),
      spansPerCall,
      telemetry: NO_TELEMETRY,
    };
  });
}

async function recorded(call: () => Promise<unknown>, { mode }: Job): Promise<Telemetry> {
  const spans = await listener.record(call);
  if (mode !== 'metrics') return { spans, points: [] };
  const { pointsOf } = load('./metricListener') as typeof MetricListener;
  return { spans, points: await pointsOf(call) };
}

void work(parseJob(process.argv[2])).then((report) => process.send?.(report, () => process.exit()));
