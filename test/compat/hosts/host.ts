import type { AppDirectory } from '../../packaging/appDirectory';
import type { Tarball } from '../../packaging/tarball';
import type { WayOut } from './worker';

/** Packages with their versions: what a host is made of. */
export type Tools = Readonly<Record<string, string>>;

/** The files of an application by path. */
export type Files = Readonly<Record<string, string>>;

/** What helps where an application cannot be traced as it is: the one line that says so names it. */
export interface Exit {
  /** What the line names. */
  readonly names: readonly string[];
  /** What the application takes up in its code. */
  readonly code?: WayOut;
  /** How it is started then. */
  readonly command?: string;
  /** What the doctor's fix for the clients names, where the application runs as it is. */
  readonly doctor?: readonly string[];
  /** It fails as it is, and says why. */
  readonly fails?: boolean;
}

/** One way to start an application, with tracing set up as the README says. */
export interface Host {
  /** What starts the application, as the table calls it; of hosts with the same name each is a row. */
  readonly name: string;
  /** What is special about this one, for the table. */
  readonly detail?: string;
  /** Installed for it; the first one gives its version to the table. */
  readonly tools?: Tools;
  /** Packages of this project that the application has as well. */
  readonly linked?: readonly string[];
  readonly nodes: readonly number[];
  /** Node.js runs only the tools. */
  readonly otherRuntime?: boolean;
  /** @param way empty, or what the application takes up in its own code where tracing cannot attach */
  readonly files: (way: WayOut) => Files;
  /** Builds the application: a command for each step. */
  readonly build?: readonly string[];
  /** As a shell takes it: `NAME="value" program argument ...`; programs are those that the tools bring. */
  readonly command: string;
  /** Gives the application its packages in another way than by links to installed ones. */
  readonly layout?: Layout;
  /** A server: asks for this path when it listens, and stops it after that. */
  readonly path?: string;
  readonly wayOut?: Exit;
}

/** @returns the directory, below the application's, that its command runs in */
export type Layout = (app: AppDirectory, tarball: Tarball) => Promise<string>;

/** One host on one Node.js. */
export interface HostCell {
  readonly host: Host;
  readonly node: number;
}

export function titleOf({ host, node }: HostCell): string {
  return `${host.name}: ${host.command}${host.detail === undefined ? '' : `, ${host.detail}`}, on Node.js ${node}`;
}
