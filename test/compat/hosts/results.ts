import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../support/fixtures';
import type { Exit, Host, HostCell } from './host';
import { versionOf } from './packageManagers';

const FILE = join(PROJECT_ROOT, 'test', 'compat', 'hosts.json');

/** One row of the table of hosts: what holds for one way to start an application. */
interface HostRow {
  readonly name: string;
  readonly version?: string;
  readonly command: string;
  readonly detail?: string;
  /** The major versions of Node.js on which it holds; none for other runtimes. */
  readonly nodes: readonly number[];
  /** Absent: it is traced as it is. */
  readonly wayOut?: Pick<Exit, 'code' | 'command'>;
}

/** The table of hosts all of whose cells hold. */
export function hostRowsOf(held: readonly HostCell[]): HostRow[] {
  return [...new Set(held.map(({ host }) => host))].map((host) => ({
    name: host.name,
    ...versionIn(host),
    command: host.command,
    ...(host.detail !== undefined && { detail: host.detail }),
    nodes: host.otherRuntime === true ? [] : held.filter((cell) => cell.host === host).map(({ node }) => node),
    ...(host.wayOut !== undefined && { wayOut: wayOutOf(host.wayOut) }),
  }));
}

/** The committed results; the table in the documentation comes from them. */
export function readHostResults(): HostRow[] {
  return JSON.parse(readFileSync(FILE, 'utf8')) as HostRow[];
}

export function writeHostResults(rows: readonly HostRow[]): void {
  writeFileSync(FILE, `[\n${rows.map((row) => `  ${JSON.stringify(row)}`).join(',\n')}\n]\n`);
}

function versionIn({ tools = {}, linked = [] }: Host): { readonly version?: string } {
  const [installed] = Object.values(tools);
  const [name] = linked;
  const version = installed ?? (name === undefined ? undefined : versionOf(name));
  return version === undefined ? {} : { version };
}

function wayOutOf({ code, command }: Exit): NonNullable<HostRow['wayOut']> {
  return { ...(code && { code }), ...(command && { command }) };
}
