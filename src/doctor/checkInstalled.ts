import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { LoadedCopy } from '../bootstrap/copies';
import { mixtureOf } from '../bootstrap/generations';
import { findPeer, versionOf } from '../bootstrap/peers';
import { packageOfPropagator } from '../bootstrap/propagators';
import type { Settings } from '../bootstrap/settings';
import { checkApiCopies } from './checkCopies';
import { dependenciesOf } from './dependencies';
import { type Finding, fail, pass, warn } from './finding';
import { installedCopies } from './installedCopies';

const API = '@opentelemetry/api';
const INSTRUMENTATION = '@opentelemetry/instrumentation';
const SDK = '@opentelemetry/sdk-node';
const OPEN_TELEMETRY = [API, INSTRUMENTATION, SDK];
const AWS_CLIENT = /^@aws-sdk\/(?:client-[\w-]+|lib-dynamodb)$/;

/** Findings about the packages that are installed below the current directory. */
export function checkInstalled({ propagators }: Settings, project = process.cwd()): Finding[] {
  const isWanted = (name: string): boolean => OPEN_TELEMETRY.includes(name) || AWS_CLIENT.test(name);
  const copies = eachOnce([...installedCopies(project, isWanted), ...dependenciesOf(project, isWanted)]);
  return [
    checkSdk(),
    ...propagators.flatMap((name) => checkPropagator(packageOfPropagator(name))),
    ...checkApiCopies(copies, ownerOf(copies), project),
    ...checkGenerations(copies),
    ...checkClientCopies(copies),
  ];
}

/** The version of the API that an SDK of this project registers with: the copy that is nearest to it. */
function ownerOf(copies: readonly LoadedCopy[]): string | undefined {
  const apis = copies.filter(({ name }) => name === API);
  const [sdk] = copies.filter(({ name }) => name === SDK);
  const nested = sdk && apis.find(({ directory }) => directory.startsWith(join(sdk.directory, 'node_modules')));
  const byDepth = apis.toSorted((one, other) => one.directory.length - other.directory.length);
  return (nested ?? byDepth[0])?.version;
}

function checkSdk(): Finding {
  const found = findPeer(SDK);
  return found === undefined
    ? fail('packages', `${SDK} is not installed, and register needs it`, `npm install ${SDK}`)
    : pass('packages', `${SDK}@${versionOf(SDK, found) ?? 'unknown'}`);
}

function checkPropagator(name: string | undefined): Finding[] {
  if (name === undefined || findPeer(SDK) === undefined || findPeer(name) !== undefined) return [];
  return [fail('propagators', `${name} is not installed`, `npm install ${name}`)];
}

function checkGenerations(copies: readonly LoadedCopy[]): Finding[] {
  const mixed = mixtureOf(copies);
  return mixed === undefined ? [] : [fail('generations', mixed.text, mixed.fix)];
}

function eachOnce(copies: readonly LoadedCopy[]): LoadedCopy[] {
  return [...new Map(copies.map((copy) => [realpathSync(copy.directory), copy])).values()];
}

function checkClientCopies(copies: readonly LoadedCopy[]): Finding[] {
  const clients = copies.filter(({ name }) => AWS_CLIENT.test(name));
  const names = clients.map(({ name, version }) => `${name}@${version}`).join(', ');
  if (clients.length > 0) return [pass('aws sdk', names)];
  // With Plug'n'Play there are no directories to look into.
  if (process.versions['pnp'] !== undefined) return [];
  const fix = 'run the doctor where the application is installed';
  return [warn('aws sdk', 'no @aws-sdk client is installed here', fix)];
}
