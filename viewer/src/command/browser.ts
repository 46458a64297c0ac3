import { spawn } from 'node:child_process';
import { platform } from 'node:os';

/** What opens an address on each system. */
const COMMANDS: Readonly<Record<string, readonly [command: string, ...args: string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** Opens an address in the browser. Where there is none, nothing happens: the address stands on the terminal. */
export function openBrowser(url: string): void {
  const [command, ...args] = COMMANDS[platform()] ?? ['xdg-open'];
  const opener = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  opener.on('error', () => undefined);
  opener.unref();
}
