import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from './command';

/** How long a host may take; a bundler on a busy machine takes minutes. */
const LIMIT_MILLIS = 240_000;
/** How long a server may take until it listens, and how often it is asked. */
const START_MILLIS = 60_000;
const ASK_MILLIS = 100;

/** What came of a command. */
export interface Run {
  readonly code: number | null;
  readonly output: string;
}

interface Surroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Runs a command to its end. */
export function run(command: Command, surroundings: Surroundings): Promise<Run> {
  return start(command, surroundings).ended;
}

/** Runs a server, asks it once for what it answers, and asks it to end. */
export async function serve(command: Command, surroundings: Surroundings, url: string): Promise<Run> {
  const { child, ended } = start(command, surroundings);
  const answer = await answerOf(url, () => child.exitCode !== null);
  child.kill('SIGTERM');
  const { code, output } = await ended;
  return { code: answer === 'done' ? 0 : (code ?? 1), output: `${output}\n${answer}` };
}

/** Runs a command that ends by itself; where it has a server, that is asked once. */
export async function runAndAsk(command: Command, surroundings: Surroundings, url: string | undefined): Promise<Run> {
  const { child, ended } = start(command, surroundings);
  if (url !== undefined) await answerOf(url, () => child.exitCode !== null);
  return ended;
}

function start(
  { executable, args, env: own }: Command,
  { cwd, env }: Surroundings,
): { readonly child: ChildProcess; readonly ended: Promise<Run> } {
  const child = spawn(executable, args, {
    cwd,
    env: { ...plainEnvironment(), ...env, ...own },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LIMIT_MILLIS,
    killSignal: 'SIGKILL',
  });
  const ended = new Promise<Run>((resolve, reject) => {
    let output = '';
    const take = (text: string): void => void (output += text);
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
  return { child, ended };
}

/** Nothing of the tests' own: a variable of mocha, npm or OpenTelemetry would change what a host does. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const names = Object.keys(process.env).filter((name) => !/^(?:npm_|NODE_|OTEL_|AWS_|MOCHA|INIT_CWD|CI$)/i.test(name));
  return Object.fromEntries(names.map((name) => [name, process.env[name]]));
}

async function answerOf(url: string, hasEnded: () => boolean): Promise<string> {
  for (let waited = 0; waited < START_MILLIS && !hasEnded(); waited += ASK_MILLIS) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(START_MILLIS) });
      return await response.text();
    } catch {
      await sleep(ASK_MILLIS);
    }
  }
  return 'no answer';
}
