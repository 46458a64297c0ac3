import type { ChildProcess } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';

const GRACE = 5000;
const STEP = 50;

/** Waits until something is the case, or the time is up. */
export async function waitUntil(isSo: () => boolean | Promise<boolean>, limitMillis: number): Promise<void> {
  for (const deadline = Date.now() + limitMillis; Date.now() < deadline;) {
    if (await isSo()) return;
    await wait(STEP);
  }
}

/** Whether a process is alive, or any of the group that it leads. */
export function isAlive(target: ChildProcess | number): boolean {
  return signal(target, 0);
}

/** Ends a process, its group, and others that it has started out of it: first as a service manager does, then for sure. */
export async function end(leader: ChildProcess, others: readonly number[]): Promise<void> {
  const targets = [leader, ...others];
  for (const target of targets) signal(target, 'SIGTERM');
  await waitUntil(() => !targets.some(isAlive), GRACE);
  for (const target of targets) signal(target, 'SIGKILL');
}

function signal(target: ChildProcess | number, name: NodeJS.Signals | 0): boolean {
  try {
    if (typeof target === 'number') return process.kill(target, name);
    if (target.pid === undefined) return false;
    // A group has the number of its leader: https://man7.org/linux/man-pages/man2/kill.2.html
    if (process.platform !== 'win32') return process.kill(-target.pid, name);
    return target.exitCode === null && target.signalCode === null && target.kill(name);
  } catch {
    return false;
  }
}
