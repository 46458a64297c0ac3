/** The environment variables of a process. */
export type Env = Readonly<Record<string, string | undefined>>;

/** The value of the first of these variables that is not blank. An empty variable counts as unset. */
export function envText(env: Env, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = env[name]?.trim();
    if (value) return value;
  }
  return undefined;
}

/** The parts of a comma-separated value, each once. */
export function list(value: string | undefined): string[] {
  const parts = (value ?? '').split(',').map((part) => part.trim());
  return [...new Set(parts.filter((part) => part !== ''))];
}

/** The exporters that a variable names. As in the SDK, `none` means that there is none, whatever is beside it. */
export function exporterNames(env: Env, variable: string): string[] {
  const names = list(envText(env, variable));
  return names.includes('none') ? [] : names;
}

/** A value with its percent-encoding taken off, or as it is where that is none. */
export function percentDecoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** True for `true`, `1`, `yes` and `on`; undefined if the variable is not set. */
export function envFlag(env: Env, name: string): boolean | undefined {
  const value = envText(env, name)?.toLowerCase();
  return value === undefined ? undefined : ['true', '1', 'yes', 'on'].includes(value);
}

const UNITS: Readonly<Record<string, number>> = { '': 1, ms: 1, s: 1000, m: 60_000 };

/** What a timer can wait, in milliseconds: with more, Node.js warns the application and waits one millisecond. */
export const MAX_TIMER = 2 ** 31 - 1;

/** A duration in milliseconds, {@link MAX_TIMER} at most: `10000` as in OpenTelemetry, or `10s` and `500ms` as people write it. */
export function millis(value: string): number | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|)$/i.exec(value.trim()) ?? [];
  const factor = UNITS[unit?.toLowerCase() ?? '-'];
  return amount === undefined || factor === undefined ? undefined : Math.min(Number(amount) * factor, MAX_TIMER);
}

/**
 * Runs code that reads the environment by itself, for example an SDK, with some variables changed. They are restored at
 * once, because child processes of the application inherit the variables that the user has set.
 */
export function withEnv<R>(changes: Env, run: () => R): R {
  const before = new Map(Object.keys(changes).map((name) => [name, process.env[name]]));
  const assign = (name: string, value: string | undefined): void => {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  };
  try {
    for (const [name, value] of Object.entries(changes)) assign(name, value);
    return run();
  } finally {
    for (const [name, value] of before) assign(name, value);
  }
}
