import { spawn } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DOCTOR_DIRECTORY } from '../bootstrap/doctorDirectory';
import type { ProcessReport } from '../bootstrap/processReport';

/** How the application ended, and the reports of its processes. */
export interface AppRun {
  readonly exit: string;
  readonly reports: readonly ProcessReport[];
}

const GRACE = 5000;

/**
 * Runs a command until it ends or the time is up, with the register hook in each of its Node.js processes. Its output
 * goes to stderr, because stdout is for the findings.
 */
export async function runApp(command: readonly string[], limitMillis: number): Promise<AppRun> {
  const directory = await mkdtemp(join(tmpdir(), 'otel-sqs-doctor-'));
  try {
    const exit = await run(command, directory, limitMillis);
    const files = await readdir(directory);
    const reports = await Promise.all(
      files.map(async (file) => JSON.parse(await readFile(join(directory, file), 'utf8')) as ProcessReport),
    );
    return { exit, reports };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function run([file = 'node', ...args]: readonly string[], directory: string, limitMillis: number): Promise<string> {
  const register = pathToFileURL(join(__dirname, '..', 'bootstrap', 'register.js')).href;
  const nodeOptions = `${process.env['NODE_OPTIONS'] ?? ''} --import=${register}`.trim();
  return new Promise((resolve) => {
    const child = spawn(file === 'node' ? process.execPath : file, args, {
      stdio: ['inherit', 2, 2],
      env: { ...process.env, NODE_OPTIONS: nodeOptions, [DOCTOR_DIRECTORY]: directory },
    });
    let timer = setTimeout(() => {
      child.kill('SIGTERM');
      timer = setTimeout(() => child.kill('SIGKILL'), GRACE);
    }, limitMillis);
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve(`could not be started: ${error.message}`);
    });
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      resolve(signal === null ? `exit code ${String(code)}` : `ended by ${signal}`);
    });
  });
}
