import { relative } from 'node:path';
import type { LoadedCopy } from '../bootstrap/copies';
import { mixtureOf } from '../bootstrap/generations';
import { versionOf } from '../bootstrap/peers';
import { type Finding, fail, pass } from './finding';
import type { Observation } from './observer/observation';

const API = '@opentelemetry/api';
const INSIDE = /[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)$/;

/** What the packages that were loaded say: whether they see each other, and whether they fit. */
export function checkCopies({ packages, registered, ours }: Observation): Finding[] {
  const copies = packages.flatMap((directory) => copyIn(directory));
  const mixed = mixtureOf(copies);
  const several = ours.versions.length > 1 ? [severalOfOurs(ours.versions)] : [];
  return [
    ...checkApiCopies(copies, registered.api, process.cwd()),
    ...(mixed === undefined ? [] : [fail('generations', mixed.text, mixed.fix)]),
    ...several,
  ];
}

/**
 * A copy of the API sees what an equal or a newer one has registered, and not what an older one has: several are no fault
 * of their own.
 * @param owner the version that the SDK is registered with
 * @see https://github.com/open-telemetry/opentelemetry-js/blob/main/api/src/internal/semver.ts
 */
export function checkApiCopies(copies: readonly LoadedCopy[], owner: string | undefined, project: string): Finding[] {
  const own = copies.filter(({ name }) => name === API);
  if (own.length === 0) return [];
  const places = own.map(({ version, directory }) => `${version} in ${relative(project, directory)}`).join(', ');
  if (own.length === 1 && (owner === undefined || sees(own[0]?.version ?? owner, owner))) {
    return [pass('copies', `one copy of ${API} (${places})`)];
  }
  const blind = owner === undefined ? [] : own.filter(({ version }) => !sees(version, owner));
  if (blind.length === 0) return [pass('copies', `${own.length} copies of ${API}, which see the same SDK: ${places}`)];
  const text = `the SDK is registered with ${API} ${String(owner)}, which ${blind.map(({ version }) => version).join(', ')} does not see: ${places}`;
  return [fail('copies', text, `npm install ${API}@latest; npm dedupe; npm ls ${API} shows who asks for which`)];
}

function sees(version: string, owner: string): boolean {
  const [major, minor = 0] = version.split('.').map(Number);
  const [ownerMajor, ownerMinor = 0] = owner.split('.').map(Number);
  return major === ownerMajor && minor <= ownerMinor;
}

function severalOfOurs(versions: readonly string[]): Finding {
  const text = `${versions.length} releases of this package are loaded: ${versions.join(', ')}`;
  return fail('generations', text, 'npm dedupe; npm ls opentelemetry-instrumentation-sqs shows who asks for which');
}

function copyIn(directory: string): LoadedCopy[] {
  const name = INSIDE.exec(directory)?.[1]?.replaceAll('\\', '/');
  const version = name && versionOf(name, `${directory}/package.json`);
  return name === undefined || version === undefined ? [] : [{ name, version, directory }];
}
