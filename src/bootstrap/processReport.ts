import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { hasMetStock } from '../middleware/stockInstrumentation';
import { DOCTOR_DIRECTORY } from './doctorDirectory';
import { state } from './state';
import { type TraceStatus, getTraceStatus } from './traceStatus';
import { setInterval } from '../timers';
import { leaveUncounted } from '../telemetry/uncounted';

/** What the bootstrap reports of one thread of the application, where it is in use. */
export interface ProcessReport {
  readonly status: TraceStatus;
  /** Whether the stock AWS instrumentation is in the process, too. */
  readonly stockActive: boolean;
  /** Clients that were already loaded when the application set up tracing itself. */
  readonly lateStarts: readonly string[];
}

const INTERVAL = 500;

/** Reports to the doctor, if there is one. It does so repeatedly, because a process may be killed at any time. */
export function reportToDoctor(): void {
  const directory = process.env[DOCTOR_DIRECTORY];
  if (directory === undefined) return;
  const file = join(directory, `${process.pid}-${threadId}.told.json`);
  const write = (): void => {
    try {
      writeFileSync(file, JSON.stringify(report()));
    } catch {
      // The doctor has ended and removed the directory.
    }
  };
  setInterval(write, INTERVAL).unref();
  process.on('exit', write);
  leaveUncounted('exit', write);
}

function report(): ProcessReport {
  return {
    status: getTraceStatus(),
    stockActive: hasMetStock(),
    lateStarts: [...state.lateStarts],
  };
}
