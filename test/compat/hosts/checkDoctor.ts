import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Finding } from '../../../src/doctor/finding';
import type { Command } from './command';
import { runAndAsk } from './run';

/** Longer than a host needs for its messages; one that ends before ends the doctor. */
const LIMIT = '25s';

/** The doctor runs a host as it is, and its one finding about clients, or the bundle that they are in, fails and names the way out. */
export async function checkDoctor(
  doctor: string,
  { executable, args, env: own }: Command,
  { cwd, env, url }: { readonly cwd: string; readonly env: Readonly<Record<string, string>>; readonly url?: string },
  names: readonly string[],
): Promise<void> {
  const wrapped = ['doctor', '--json', '--timeout', LIMIT, '--', executable, ...args];
  const command = { executable: process.execPath, args: [join(cwd, doctor), ...wrapped], env: own };
  const { code, output } = await runAndAsk(command, { cwd, env }, url);
  assert.equal(code, 1, output);
  const found = findingsIn(output).filter(({ check, level }) => /^(?:clients|bundle)$/.test(check) && level !== 'pass');
  assert.deepEqual(
    found.map(({ level }) => level),
    ['fail'],
    output,
  );
  for (const name of names) assert.ok(found[0]?.fix?.includes(name), found[0]?.fix);
}

/** The application's own output is around it. */
function findingsIn(output: string): Finding[] {
  const [text = ''] = /^\{\n {2}"version"[\s\S]*?^\}$/m.exec(output) ?? [];
  assert.notEqual(text, '', output);
  return (JSON.parse(text) as { findings: Finding[] }).findings;
}
