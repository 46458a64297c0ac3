/** What became of the calls of a lane. */
export interface LaneLog {
  /** A line for each call, in order. */
  readonly lines: string[];
  /** Messages whose sending succeeded, as the client was told. */
  readonly sent: Set<string>;
  /** Messages that are where they end: processed, or in the dead-letter queue. */
  readonly processed: Set<string>;
  /** How often `send` was called on the client, by operation. */
  readonly calls: Record<string, number>;
  /** Requests and entries of batches that the service found wrong. */
  readonly rejected: string[];
  /** What was done with messages: relayed, retried and so on. */
  readonly counts: Record<string, number>;
}

export function emptyLog(): LaneLog {
  return { lines: [], sent: new Set(), processed: new Set(), calls: {}, rejected: [], counts: {} };
}

export function countUp(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

/** Whether `forwardMessage` has sent nothing, for want of room. */
export function isNoRoom(error: unknown): boolean {
  return (error as { code?: unknown }).code === 'ERR_FORWARD_NO_ROOM';
}

/**
 * Notes a call and how it ended; one that failed for good gives undefined.
 * @throws what was thrown before a call was made, which is not noted
 */
export async function call<T extends object>(
  log: LaneLog,
  operation: string,
  keys: readonly string[],
  run: () => Promise<T>,
): Promise<T | undefined> {
  const line = `${operation} ${keys.join(' ')}`;
  const note = (end: string): void => {
    countUp(log.calls, operation);
    log.lines.push(`${line}: ${end}`);
  };
  try {
    const result = await run();
    note('done');
    const { Failed = [] } = result as { Failed?: readonly { Id?: string; Code?: string }[] };
    for (const { Id, Code } of Failed) log.rejected.push(`${operation} ${Id}: ${Code}`);
    return result;
  } catch (error) {
    if (isNoRoom(error)) throw error;
    const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    note(name);
    // No fault of the connection has this status.
    if ($metadata?.httpStatusCode === 400) log.rejected.push(`${line}: ${name}: ${message}`);
    return undefined;
  }
}
