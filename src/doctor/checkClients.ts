import { versionOf } from '../bootstrap/peers';
import { type Finding, fail, pass, warn } from './finding';
import { BUNDLED, PRELOAD } from './fixes';
import type { ObservedClient } from './observer/observation';
import type { AppProcess } from './reports';

const NAME = /[\\/]node_modules[\\/](@aws-sdk)[\\/]([^\\/]+)/;

/** Which clients there are, and whether their calls are traced. @param elsewhere whether calls come from past the loader */
export function checkClients({ seen, told }: AppProcess, elsewhere: boolean): Finding[] {
  const { clients, ours } = seen;
  if (clients.length === 0) {
    if (elsewhere) return [];
    if (ours.installed) return [pass('clients', 'clients that were passed to instrumentClient are traced')];
    const fix = 'let the doctor run longer (--timeout 60s), or start the part of the application that uses SQS';
    return [warn('clients', 'no AWS SDK client was loaded while it ran', fix)];
  }
  const early = new Set([
    ...(told?.lateStarts ?? []),
    ...clients.filter((client) => client.early && client.attached).map(({ path }) => nameIn(path)),
  ]);
  return [
    // Where nothing is set up, this is said of the set-up.
    ...(ours.enabled || ours.installed ? clients.map((client) => ofClient(client, ours.enabled)) : []),
    ...(early.size === 0
      ? []
      : [
          fail(
            'load order',
            `the application sets up tracing after it has loaded ${[...early].join(', ')}`,
            `move the set-up before every import of the AWS SDK, or ${PRELOAD}`,
          ),
        ]),
  ];
}

function ofClient({ path, attached }: ObservedClient, enabled: boolean): Finding {
  const name = nameIn(path);
  const text = `${name}@${versionOf(name, path) ?? 'unknown'}`;
  if (attached) return pass('clients', `${text} is traced`);
  if (!enabled) return pass('clients', `${text}: clients that were passed to instrumentClient are traced`);
  return fail('clients', `${text} has no client class that could be attached`, BUNDLED);
}

function nameIn(path: string): string {
  return NAME.exec(path)?.slice(1).join('/') ?? path;
}
