/** Members of an input or an output: an application may pass anything, and what is of another type is not known. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function number(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

export function flag(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

export function texts(value: unknown): string[] | undefined {
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : undefined;
}

/** Each entry as JSON; a single value counts as a list of one. */
export function jsonList(value: unknown): string[] | undefined {
  if (value == null) return undefined;
  const entries: unknown[] = Array.isArray(value) ? value : [value];
  return entries.flatMap((entry) => json(entry) ?? []);
}

function json(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    // A cycle or a bigint: the service's business to reject.
    return undefined;
  }
}
