import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProcessReport } from '../bootstrap/processReport';
import type { Observation } from './observer/observation';

/** What is known of one thread of the application. */
export interface AppProcess {
  readonly seen: Observation;
  /** What the bootstrap of this package says itself, where it is in use. */
  readonly told: ProcessReport | undefined;
}

const SEEN = '.seen.json';

/** Reads what observers have written. A file that is being written is left out: it is read again. */
export async function readReports(directory: string): Promise<AppProcess[]> {
  const files = (await readdir(directory)).filter((file) => file.endsWith(SEEN));
  const processes = await Promise.all(
    files.map(async (file) => {
      const seen = (await readJsonFile(join(directory, file))) as Observation | undefined;
      const told = (await readJsonFile(join(directory, file.replace(SEEN, '.told.json')))) as ProcessReport | undefined;
      return seen === undefined ? undefined : { seen, told };
    }),
  );
  return processes.filter((each) => each !== undefined);
}

async function readJsonFile(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as unknown;
  } catch {
    return undefined;
  }
}
