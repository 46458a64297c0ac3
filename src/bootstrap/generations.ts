import { createRequire } from 'node:module';
import { isObject } from '../values';
import { findPeer, manifestOf, versionOf } from './peers';
import type { Problem } from './problem';
import { SDK } from './sdk';

const API = '@opentelemetry/api';
const INSTRUMENTATION = '@opentelemetry/instrumentation';

/** The first minor versions of the experimental packages that belong to the generations 2.x and 3.x. */
const FIRST_OF_2 = 200;
const FIRST_OF_3 = 300;

/** A package, as far as it has to fit to others. */
export interface Versioned {
  readonly name: string;
  readonly version: string;
  /** The range of the API that it asks for. */
  readonly api?: string | undefined;
}

/** What is wrong with the OpenTelemetry packages that this process gets, if they are of different releases. */
export function findMisfit(): Problem | undefined {
  const [api, ...others] = [API, INSTRUMENTATION, SDK].map(installed);
  return misfitOf(
    api?.version,
    others.filter((each) => each !== undefined),
  );
}

/** Packages of different generations, or one that needs a newer API than there is. */
export function misfitOf(api: string | undefined, packages: readonly Versioned[]): Problem | undefined {
  const mixed = mixtureOf(packages);
  if (mixed !== undefined || api === undefined) return mixed;
  const needy = packages.find((each) => each.api !== undefined && isOlder(api, each.api));
  return (
    needy && {
      text: `${needy.name}@${needy.version} needs ${API} ${String(needy.api)}, and ${api} is installed`,
      fix: `npm install ${API}@latest`,
    }
  );
}

/** Packages of different generations, if there are any. */
export function mixtureOf(packages: readonly Versioned[]): Problem | undefined {
  const generations = new Map<number, string>();
  for (const { name, version } of packages) {
    if (name === SDK || name === INSTRUMENTATION) generations.set(generationOf(version), `${name}@${version}`);
  }
  if (generations.size < 2) return undefined;
  const mixed = [...generations].toSorted(([one], [other]) => one - other);
  return {
    text: `OpenTelemetry ${mixed.map(([each]) => `${each}.x`).join(' and ')} are mixed: ${mixed.map(([, name]) => name).join(', ')}`,
    fix: `install ${SDK} and ${INSTRUMENTATION} of the same release, and ${API}@latest`,
  };
}

function generationOf(version: string): number {
  const minor = Number(version.split('.')[1]);
  if (minor >= FIRST_OF_3) return 3;
  return minor >= FIRST_OF_2 ? 2 : 1;
}

/** The copy that this package loads. The SDK has copies of its own, perhaps, which fit to it. */
function installed(name: string): Versioned | undefined {
  const file = name === SDK ? findPeer(name) : createRequire(__filename).resolve(name);
  const version = file && versionOf(name, file);
  return file === undefined || version === undefined ? undefined : { name, version, api: apiRangeOf(name, file) };
}

function apiRangeOf(name: string, file: string): string | undefined {
  const peers = manifestOf(name, file)?.['peerDependencies'];
  const range = isObject(peers) ? peers[API] : undefined;
  return typeof range === 'string' ? range : undefined;
}

/** Whether a version is below the first one that a range names: ranges of these packages begin with their lower bound. */
function isOlder(version: string, range: string): boolean {
  const [[major = 0, minor = 0], [leastMajor = 0, leastMinor = 0]] = [version, range].map(
    (text) => /(\d+)\.(\d+)/.exec(text)?.slice(1).map(Number) ?? [],
  ) as [number[], number[]];
  return major < leastMajor || (major === leastMajor && minor < leastMinor);
}
