import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { PACKAGE_NAME } from '../version';
import { entryFile } from './appPackage';
import { type LoadedCopy, loadedCopies, loadedFiles } from './copies';
import { state } from './state';
import { type TraceStatus, getTraceStatus } from './traceStatus';

/** The variable by which the doctor tells the processes that it starts where to report. */
export const DOCTOR_DIRECTORY = 'OTEL_SQS_DOCTOR_DIRECTORY';

/** What one process of the application says of itself. */
export interface ProcessReport {
  readonly entry: string | undefined;
  readonly status: TraceStatus;
  readonly copies: readonly LoadedCopy[];
  readonly stockDisabled: boolean;
  /** Clients that were loaded when the application set up tracing by itself. */
  readonly lateStarts: readonly string[];
  /** The file that has the AWS SDK bundled into it. */
  readonly bundle: string | undefined;
}

const INTERVAL = 500;
const MAX_BUNDLE_SIZE = 50_000_000;

/** This package itself, which knows of both: it is not below `node_modules` where it is linked. */
const OWN_FILES = join(__dirname, '..') + sep;

/** Starts reporting to the doctor, if there is one: all along, for a process may be ended at any time. */
export function reportToDoctor(): void {
  const directory = process.env[DOCTOR_DIRECTORY];
  if (directory === undefined) return;
  const file = join(directory, `${process.pid}.json`);
  const write = (): void => {
    try {
      writeFileSync(file, JSON.stringify(report()));
    } catch {
      // The doctor has left.
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
    stockDisabled: state.stockDisabled > 0,
    lateStarts: [...state.lateStarts],
    bundle: status.clients.length > 0 || status.spans.byScope[PACKAGE_NAME] ? undefined : bundleAmong(entry),
  };
}

/** A file of the application, not of a dependency, that has the SDK's user agent and middleware stack in it. */
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
