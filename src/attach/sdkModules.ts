import { log, safely } from '../telemetry/safely';
import { watchPolls } from '../telemetry/polls';
import { lookUpVersions } from '../operation/clientVersion';
import { shared } from '../shared';
import { rememberCommand } from '../process/forward/commandClasses';
import { attachClients, hasClients, patchAll, unpatchAll } from './clientClass';
import { attachConsumers, isConsumerModule, patchConsumers, unpatchConsumers } from './consumerClass';
import { lookForConsumer } from './consumerPolls';
import { attachHelpers, patchHelpers, unpatchHelpers } from './sdkHelpers';
import { versionOfPackage } from './packageVersion';
import { watchForUnattached } from './unattached';
import { forEachLoadedModule, isLoading, listenToModules } from './moduleLoader';

/** A client's own module: `@aws-sdk/client-sqs`, or the path of its entry. */
const CLIENT = /(?:^|[\\/]node_modules[\\/])@aws-sdk[\\/](client-[\w-]+|lib-dynamodb)(?:[\\/]dist-cjs[\\/]index\.js)?$/;

const FIX = 'create the instrumentation before the AWS SDK is loaded, or pass such clients to instrumentClient(client)';

const known = shared('modules of the SDK', () => ({
  listening: false,
  notAttached: new Set<string>(),
  loadedBefore: new Set<string>(),
}));

/** The module of a client that this process has loaded. */
export interface ClientModule {
  readonly name: string;
  readonly path: string;
  readonly attached: boolean;
  /** Whether it was loaded before the instrumentation. */
  readonly early: boolean;
}

/** Attaches to every AWS SDK client class that is already loaded, and to every one that loads later. */
export function attachToSdk(): void {
  patchAll();
  patchHelpers();
  patchConsumers();
  watchPolls(lookForConsumer);
  lookUpVersions(versionOfPackage);
  if (known.listening) return;
  known.listening = true;
  watchForUnattached();
  forEachLoadedModule((_exports, path) => void known.loadedBefore.add(path));
  listenToModules((exports, path) => safely('attaching to a module', onModule, exports, path));
}

export function detachFromSdk(): void {
  unpatchAll();
  unpatchHelpers();
  unpatchConsumers();
  watchPolls(undefined);
}

/**
 * Clients that were loaded before the instrumentation. They are attached, too, but their calls until now were not
 * traced.
 */
export function attachToLoaded(): string[] {
  const early = new Set<string>();
  forEachLoadedModule((exports, path) => {
    safely('attaching to a module', onModule, exports, path);
    const name = clientName(path);
    if (name !== undefined) early.add(name);
  });
  return [...early];
}

/** The modules of the clients, and whether they are attached. It answers why something is not traced. */
export function clientModules(): ClientModule[] {
  const modules: ClientModule[] = [];
  forEachLoadedModule((exports, path) => {
    const name = clientName(path);
    if (name === undefined) return;
    modules.push({ name, path, attached: hasClients(exports), early: known.loadedBefore.has(path) });
  });
  return modules;
}

/** Warns in one line about all such clients, with the fix. */
export function warnOfEarly(clients: readonly string[]): void {
  if (clients.length === 0) return;
  log.warn(`${clients.join(', ')} was loaded before this instrumentation; calls are traced from now on only: ${FIX}`);
}

function onModule(exports: unknown, path: string): object | undefined {
  if (isConsumerModule(path)) return void attachConsumers(exports);
  checkClientClasses(exports, path);
  rememberCommand(exports);
  return attachHelpers(exports);
}

function checkClientClasses(exports: unknown, path: string): void {
  if (attachClients(exports)) return;
  const name = clientName(path);
  if (name === undefined || known.notAttached.has(name) || isLoading(exports)) return;
  known.notAttached.add(name);
  log.warn(`${name} has no client class that could be attached, its calls are not traced: ${FIX}`);
}

function clientName(path: string): string | undefined {
  const name = CLIENT.exec(path)?.[1];
  return name === undefined ? undefined : `@aws-sdk/${name}`;
}
