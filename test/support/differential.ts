import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type ChildOptions, type ChildResult, fixture, runNode } from './fixtures';

/** The compiled entry for `--import` and `--require`. */
export const REGISTER = join(__dirname, '..', '..', 'src', 'bootstrap', 'register.js');

/** How a program is started without and with `register`. */
export interface DifferentialOptions extends Omit<ChildOptions, 'executable'> {
  /** Another Node.js than the one that runs the tests. */
  readonly node?: string;
  readonly preload?: '--import' | '--require';
  readonly register?: string;
}

/** The same program, without and with `register`. */
export interface Differential {
  readonly plain: ChildResult;
  /** What this package says of itself is not in `stderr`. */
  readonly traced: ChildResult;
  /** What this package says of itself, line by line. */
  readonly said: readonly string[];
}

// Nothing is exported unless a test asks for it, and little time is spent on finding out about the machine.
const ENV = { OTEL_TRACES_EXPORTER: 'none', OTEL_NODE_RESOURCE_DETECTORS: 'env' };

// Node.js loads an entry in another way as soon as there is any `--import`: `module.id` is the path then, and not '.'.
const PLAIN = { '--import': ['--import', fixture('nothing.cjs')], '--require': [] };

const OWN_LINE = /^\[(?:debug|info|warn|error)\] opentelemetry-instrumentation-sqs\b.*\n/gm;

/** Runs a program twice with the same environment, which also has the path of `register` as `REGISTER`. */
export async function runBoth(
  program: string,
  { node, preload = '--import', register = REGISTER, ...options }: DifferentialOptions = {},
): Promise<Differential> {
  const common: ChildOptions = {
    ...options,
    ...(node !== undefined && { executable: node }),
    env: { ...ENV, REGISTER: register, ...options.env },
  };
  const { nodeOptions = [] } = options;
  const [plain, traced] = await Promise.all([
    runNode(program, { ...common, nodeOptions: [...PLAIN[preload], ...nodeOptions] }),
    runNode(program, { ...common, nodeOptions: [preload, register, ...nodeOptions] }),
  ]);
  const said = traced.stderr.match(OWN_LINE) ?? [];
  return {
    plain,
    traced: { ...traced, stderr: traced.stderr.replaceAll(OWN_LINE, '') },
    said: said.map((line) => line.trimEnd()),
  };
}

/** Fails unless a host sees the same of both: what is written, and the end. @param exactly also lines of Node.js itself */
export function assertSameProcess({ plain, traced, said }: Differential, title = '', exactly = false): void {
  const of = (result: ChildResult): ChildResult => (exactly ? result : comparable(result));
  try {
    assert.deepEqual(of(traced), of(plain));
  } catch (error) {
    // The cause would say the same once more.
    // oxlint-disable-next-line preserve-caught-error
    throw new Error(`${(error as Error).message}\n${[...said, title].join('\n')}`);
  }
}

/** How deep in Node.js an error was thrown is nothing that a program prints, and neither is the number of its process. */
function comparable({ stderr, ...result }: ChildResult): ChildResult {
  const lines = stderr.split('\n').filter((line) => !/^ +at .*node:internal|^node:internal.*:\d+$/.test(line));
  return { ...result, stderr: lines.join('\n').replaceAll(/\(node:\d+\)/g, '(node)') };
}
