import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DOCTOR_DIRECTORY } from '../bootstrap/doctorDirectory';
import { LAST_CALL } from './observer/observation';
import { end, isAlive, waitUntil } from './processGroup';
import { type AppProcess, readReports } from './reports';

/** How the application ended, and what was seen of its processes. */
export interface AppRun {
  readonly exit: string;
  /** Whether it ended as it should: with code 0, or because its time was up. */
  readonly well: boolean;
  /** Whether it did not start, failed, or was not at its end when its time was up. */
  readonly trouble?: 'not started' | 'failed' | 'time was up' | undefined;
  readonly processes: readonly AppProcess[];
  /** Whether the command asks for the permission model of Node.js, which may keep it from reporting. */
  readonly restricted?: boolean | undefined;
}

/** A last export may take ten seconds. */
const LAST_EXPORTS = 15_000;

/** The application is in a group of its own: it does not get what the terminal, or its end, sends to the doctor. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** @see https://nodejs.org/api/permissions.html */
const PERMISSION = /^--(?:experimental-)?permission$/;

const PRELOAD = join(__dirname, 'observer', 'preload.js');

/**
 * Runs a command as it is until it ends or the time is up, with an observer in each of its Node.js processes. Its output
 * goes to stderr, because stdout is for the findings. No process of it is left behind.
 */
export async function runApp(command: readonly string[], limitMillis: number): Promise<AppRun> {
  const directory = await mkdtemp(join(tmpdir(), 'otel-sqs-doctor-'));
  try {
    const ending = await run(command, directory, limitMillis);
    const options = [...command, ...(process.env['NODE_OPTIONS'] ?? '').split(/\s+/)];
    const restricted = options.some((option) => PERMISSION.test(option));
    return { ...ending, processes: await readReports(directory), restricted };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function run(command: readonly string[], directory: string, limit: number): Promise<Omit<AppRun, 'processes'>> {
  const child = start(command, directory);
  const deadline = Date.now() + limit;
  let interrupted = false;
  const onSignal = (): void => {
    interrupted = true;
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  try {
    let ending: Omit<AppRun, 'processes'> | undefined;
    void endingOf(child).then((result) => {
      ending = result;
    });
    // What the command leaves in the background is the application, too.
    const ended = (): boolean => ending !== undefined && !isAlive(child);
    await waitUntil(() => interrupted || ended(), deadline - Date.now());
    if (ended()) return ending ?? UNKNOWN;
    await writeFile(join(directory, LAST_CALL), '');
    await waitUntil(async () => ended() || (await areOver(directory)), LAST_EXPORTS);
    if (await waitsForDoctor(directory)) await waitUntil(ended, LAST_EXPORTS);
    // Nobody has asked it to end yet.
    if (ended()) return ending ?? UNKNOWN;
    await end(
      child,
      (await readReports(directory)).map(({ seen }) => seen.pid),
    );
    await waitUntil(() => ending !== undefined, LAST_EXPORTS);
    const until = interrupted ? 'the doctor was interrupted' : 'its time was up';
    const exit = `ran until ${until}, then ${ending?.exit ?? UNKNOWN.exit}`;
    return { exit, well: true, trouble: 'time was up' };
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
}

const UNKNOWN = { exit: 'did not end', well: false, trouble: 'failed' } as const;

function start([file = 'node', ...args]: readonly string[], directory: string): ChildProcess {
  const quoted = `"${PRELOAD.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
  // A process of a group of its own is in the background, and must not read from a terminal.
  return spawn(file === 'node' ? process.execPath : file, args, {
    stdio: [process.stdin.isTTY ? 'ignore' : 'inherit', 2, 2],
    detached: process.platform !== 'win32',
    env: {
      ...process.env,
      NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --require=${quoted}`.trim(),
      [DOCTOR_DIRECTORY]: directory,
    },
  });
}

function endingOf(child: ChildProcess): Promise<Omit<AppRun, 'processes'>> {
  return new Promise((resolve) => {
    child.once('error', ({ message }) =>
      resolve({ exit: `could not be started: ${message}`, well: false, trouble: 'not started' }),
    );
    child.once('exit', (code, signal) => {
      const exit = signal === null ? `exit code ${String(code)}` : `ended by ${signal}`;
      resolve({ exit, well: code === 0, trouble: code === 0 ? undefined : 'failed' });
    });
  });
}

async function areOver(directory: string): Promise<boolean> {
  const processes = await readReports(directory);
  return processes.filter(({ seen }) => isAlive(seen.pid)).every(({ seen }) => seen.over);
}

/** Whether what is left of the application had nothing more to do, and was kept for its last exports alone. */
async function waitsForDoctor(directory: string): Promise<boolean> {
  const processes = await readReports(directory);
  const tracing = processes.filter(({ seen }) => seen.thread === 0 && seen.provider !== undefined && isAlive(seen.pid));
  return tracing.length > 0 && tracing.every(({ seen }) => seen.ofItself);
}
