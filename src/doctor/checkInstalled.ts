import { relative } from 'node:path';
import type { LoadedCopy } from '../bootstrap/copies';
import { mixtureOf } from '../bootstrap/generations';
import { findPeer, versionOf } from '../bootstrap/peers';
import type { Settings } from '../bootstrap/settings';
import { type Finding, fail, ok, warn } from './finding';
import { installedCopies } from './installedCopies';

const API = '@opentelemetry/api';
const INSTRUMENTATION = '@opentelemetry/instrumentation';
const SDK = '@opentelemetry/sdk-node';
const OPEN_TELEMETRY = [API, INSTRUMENTATION, SDK];
const AWS_CLIENT = /^@aws-sdk\/(?:client-[\w-]+|lib-dynamodb)$/;
const XRAY = '@opentelemetry/propagator-aws-xray';

/** Findings about the packages that are installed below the current directory. */
export function checkInstalled({ propagators }: Settings, project = process.cwd()): Finding[] {
  const copies = installedCopies(project, (name) => OPEN_TELEMETRY.includes(name) || AWS_CLIENT.test(name));
  return [
    checkSdk(),
    ...(propagators.includes('xray') && findPeer(XRAY) === undefined
      ? [fail('propagators', `${XRAY} is not installed`, `npm install ${XRAY}`)]
      : []),
    ...checkCopies(copies, project),
    ...checkGenerations(copies),
    checkClientCopies(copies),
  ];
}

/** The SDK registers with one copy of the API. Another incompatible copy does not see it. */
export function checkCopies(copies: readonly LoadedCopy[], project: string): Finding[] {
  const own = copies.filter(({ name }) => name === API);
  if (own.length === 0) return [];
  const places = own.map(({ version, directory }) => `${version} in ${relative(project, directory)}`).join(', ');
  if (own.length === 1) return [ok('copies', `one copy of ${API} (${places})`)];
  const fix = `npm dedupe; npm ls ${API} shows who asks for which`;
  return [fail('copies', `${own.length} copies of ${API}: ${places}`, fix)];
}

function checkSdk(): Finding {
  const found = findPeer(SDK);
  return found === undefined
    ? fail('packages', `${SDK} is not installed, and register needs it`, `npm install ${SDK}`)
    : ok('packages', `${SDK}@${versionOf(SDK, found) ?? 'unknown'}`);
}

function checkGenerations(copies: readonly LoadedCopy[]): Finding[] {
  const mixed = mixtureOf(copies);
  return mixed === undefined ? [] : [fail('generations', mixed.text, mixed.fix)];
}

function checkClientCopies(copies: readonly LoadedCopy[]): Finding {
  const clients = copies.filter(({ name }) => AWS_CLIENT.test(name));
  const names = clients.map(({ name, version }) => `${name}@${version}`).join(', ');
  return clients.length > 0
    ? ok('aws sdk', names)
    : warn('aws sdk', 'no @aws-sdk client is installed here', 'run the doctor where the application is installed');
}
