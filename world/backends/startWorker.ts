import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Round } from './rounds';
import type { WorkerPlan } from './worker';

/** A worker that runs and exports. */
export interface Worker {
  /** Works, and exports what there is to tell of it. */
  round(): Promise<Round>;
  stop(): Promise<void>;
}

/** @param otlp where its telemetry goes @param settings further environment variables */
export async function startWorker(plan: WorkerPlan, otlp: string, settings: NodeJS.ProcessEnv = {}): Promise<Worker> {
  const env = { ...process.env, ...settings, OTEL_EXPORTER_OTLP_ENDPOINT: otlp };
  const child = fork(join(__dirname, 'worker.js'), [JSON.stringify(plan)], { env, execArgv: [] });
  await answer(child);
  return {
    async round() {
      const answered = answer(child);
      child.send('round');
      return (await answered) as Round;
    },
    async stop() {
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
}

/** The next message of a child; fails if there is none. */
async function answer(child: ChildProcess): Promise<unknown> {
  const gone = new AbortController();
  try {
    const ended = once(child, 'exit', gone).then(([code]) => {
      throw new Error(`The worker ended with ${String(code)}: see above`);
    });
    const [message] = (await Promise.race([once(child, 'message', gone), ended])) as unknown[];
    return message;
  } finally {
    gone.abort();
  }
}
