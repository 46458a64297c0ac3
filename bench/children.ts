import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { Job, Report } from './job';

const WORKER = join(__dirname, 'worker.js');
const TIME_LIMIT = 120_000;

/** Does a job in a process of its own. */
export function run(job: Job): Promise<Report> {
  return new Promise((resolve, reject) => {
    const child = fork(WORKER, [JSON.stringify(job)], {
      timeout: TIME_LIMIT,
      env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    });
    child.once('message', (report) => resolve(report as Report));
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      const what = `${job.row}, ${job.variant}, ${job.mode}, ${job.layer}`;
      reject(new Error(`${what}: the process ended (${signal ?? code}) without a result`));
    });
  });
}
