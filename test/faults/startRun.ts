import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { FaultPlan } from './faultProxy';
import type { LaneLog } from './laneLog';
import type { TraceReport } from './tracedRun';

/** What an application is to do, and what is to happen to it. */
export interface Plan extends FaultPlan {
  readonly telemetry: boolean;
  readonly messages: number;
  /** Queues with a producer and a consumer each, all at once. */
  readonly lanes: number;
}

/** What became of it. */
export interface Run {
  readonly logs: readonly LaneLog[];
  /** What came over the wire. */
  readonly requests: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly seconds: number;
  /** Only with telemetry. */
  readonly trace?: TraceReport;
}

/** An application that is running, in a process of its own. */
export interface Running {
  readonly result: Promise<Run>;
  stop(): void;
}

export function startRun(plan: Plan): Running {
  const child: ChildProcess = fork(join(__dirname, 'runProcess.js'), [JSON.stringify(plan)], {
    execArgv: [],
    // Sets are in what it sends.
    serialization: 'advanced',
  });
  const result = new Promise<Run>((resolve, reject) => {
    child.once('message', (run: unknown) => resolve(run as Run));
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`The application ended with ${signal ?? code}: see above`)));
  });
  return { result, stop: () => void child.kill('SIGKILL') };
}
