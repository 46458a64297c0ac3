import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as workers from 'node:worker_threads';
import { DOCTOR_DIRECTORY } from '../../bootstrap/doctorDirectory';
import { LAST_CALL } from './observation';
import { Observer } from './observer';
import { onEndOfItself } from './ofItself';

const INTERVAL = 250;

/**
 * What the doctor preloads into the processes of the application. It writes what it sees again and again, because a
 * process may be killed at any time, and never keeps a process from its end.
 */
try {
  const directory = process.env[DOCTOR_DIRECTORY];
  if (directory !== undefined && !isLoaderThread()) observe(directory);
} catch {
  // The application runs, and nothing is seen of it.
}

function observe(directory: string): void {
  const observer = new Observer();
  const file = join(directory, `${process.pid}-${workers.threadId}.seen.json`);
  const write = (): void => {
    try {
      writeFileSync(`${file}.new`, JSON.stringify(observer.observation()), { mode: 0o600 });
      renameSync(`${file}.new`, file);
    } catch {
      // The doctor has ended and removed the directory, or the process may not write.
    }
  };
  const finish = (ofItself: boolean): void => {
    if (observer.ending) return;
    void observer.finish(ofItself).then(write, write);
  };
  setInterval(() => {
    if (isThere(join(directory, LAST_CALL))) finish(false);
    write();
  }, INTERVAL).unref();
  write();
  onEndOfItself(() => finish(true));
  process.on('exit', write);
}

/** With the permission model, Node.js throws where the process may not look. @see https://nodejs.org/api/permissions.html */
function isThere(file: string): boolean {
  try {
    return existsSync(file);
  } catch {
    return false;
  }
}

/** As in register: a preloaded file runs in the thread of asynchronous loader hooks, too. */
function isLoaderThread(): boolean {
  const { isInternalThread } = workers as { readonly isInternalThread?: boolean };
  return isInternalThread ?? (!workers.isMainThread && workers.parentPort === null);
}
