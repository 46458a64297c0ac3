import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { hasMetStock } from '../middleware/stockInstrumentation';
import { hasUnattachedClients } from '../attach/unattached';
import { PACKAGE_NAME } from '../version';
import { entryFile } from './appPackage';
import { type LoadedCopy, loadedCopies, loadedFiles } from './copies';
import { DOCTOR_DIRECTORY } from './doctorDirectory';
import { ownFile } from './ownFile';
import { state } from './state';
import { type TraceStatus, getTraceStatus } from './traceStatus';

/** What one process of the application reports about itself. */
export interface ProcessReport {
  readonly entry: string | undefined;
  readonly status: TraceStatus;
  readonly copies: readonly LoadedCopy[];
  /** Whether the stock AWS instrumentation is in the process, too. */
  readonly stockActive: boolean;
  /** Clients that were already loaded when the application set up tracing itself. */
  readonly lateStarts: readonly string[];
  /** Whether the AWS SDK makes calls that no hook sees. */
  readonly unattached: boolean;
  /** The file that contains a bundled AWS SDK. */
  readonly bundle: string | undefined;
}

const INTERVAL = 500;
const MAX_BUNDLE_SIZE = 50_000_000;

/**
 * The files of this package contain both words that a bundle is recognised by. A linked package is not below
 * `node_modules`.
 */
const OWN_FILES = ownFile('..') + sep;

/** Reports to the doctor, if there is one. It does so repeatedly, because a process may be killed at any time. */
export function reportToDoctor(): void {
  const directory = process.env[DOCTOR_DIRECTORY];
  if (directory === undefined) return;
  const file = join(directory, `${process.pid}.json`);
  const write = (): void => {
    try {
      writeFileSync(file, JSON.stringify(report()));
    } catch {
      // The doctor has ended and removed the directory.
    }
  };
  setInterval(write, INTERVAL).unref();
  process.on('exit', write);
}

function report(): ProcessReport {
  const status = getTraceStatus();
  const entry = entryFile();
  return {
    entry,
    status,
    copies: loadedCopies(),
    stockActive: hasMetStock(),
    lateStarts: [...state.lateStarts],
    unattached: hasUnattachedClients(),
    bundle: status.clients.length > 0 || status.spans.byScope[PACKAGE_NAME] ? undefined : bundleAmong(entry),
  };
}

/** A file of the application, not of a dependency, that contains the SDK's user agent and its middleware stack. */
function bundleAmong(entry: string | undefined): string | undefined {
  const files = [...(entry === undefined ? [] : [entry]), ...loadedFiles()];
  const own = new Set(files.filter((file) => !file.includes('node_modules') && !file.startsWith(OWN_FILES)));
  return [...own].find((file) => {
    try {
      if (statSync(file).size > MAX_BUNDLE_SIZE) return false;
      const source = readFileSync(file, 'utf8');
      return source.includes('aws-sdk-js') && source.includes('middlewareStack');
    } catch {
      return false;
    }
  });
}
