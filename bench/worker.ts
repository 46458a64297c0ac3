import { parseJob, type Job, type Report } from './job';
import { insideOfSpan, listen, listener } from './listener';
import { bytesPerCall, microseconds } from './measure';
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
    const telemetry = job.task === 'record' ? await listener.record(subject.call) : await quietly(subject.call);
    const spansPerCall = listener.ended - before;
    if (job.task === 'record') return { microseconds: [], bytes: 0, spansPerCall, telemetry };
    return {
      microseconds: await microseconds(subject, job.plan),
      bytes: await bytesPerCall(subject),
      spansPerCall,
      telemetry,
    };
  });
}

async function quietly(call: () => Promise<unknown>): Promise<[]> {
  await call();
  return [];
}

void work(parseJob(process.argv[2])).then((report) => process.send?.(report, () => process.exit()));
