import { Unavailable } from './cache';

/** What a counterpart needs; undefined, after one line, where this machine cannot have it. */
export async function ifAvailable<T>(get: () => Promise<T>): Promise<T | undefined> {
  try {
    return await get();
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    console.log(`    skipped: ${error.message}`);
    return undefined;
  }
}
