import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { FaultPlan } from './faultProxy';

/** What the process of the servers tells. */
export interface Report {
  /** With faults. */
  readonly endpoint: string;
  /** Without. */
  readonly upstream: string;
  readonly requests: number;
  readonly faults: Readonly<Record<string, number>>;
}

/** An emulator of SQS behind a proxy with faults, in a process of their own. */
export interface Servers {
  readonly endpoint: string;
  readonly upstream: string;
  /** How things stand. */
  report(): Promise<Report>;
  stop(): Promise<void>;
}

export async function startServers({ seed, rate }: FaultPlan): Promise<Servers> {
  const child = fork(join(__dirname, 'serverProcess.js'), [String(seed), String(rate)], { execArgv: [] });
  const next = async (): Promise<Report> => ((await once(child, 'message')) as [Report])[0];
  const { endpoint, upstream } = await next();
  return {
    endpoint,
    upstream,
    report() {
      const reported = next();
      child.send('report');
      return reported;
    },
    async stop() {
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
}
