import { createRequire } from 'node:module';
import { type Env, envText, list } from './env';
import { findPeer } from './peers';
import { type Problem, messageOf, quoted } from './problem';

/** The detectors that the SDK itself knows, by the names of OTEL_NODE_RESOURCE_DETECTORS. */
const OF_SDK: ReadonlyMap<string, string> = new Map([
  ['env', 'envDetector'],
  ['host', 'hostDetector'],
  ['os', 'osDetector'],
  ['process', 'processDetector'],
  ['serviceinstance', 'serviceInstanceIdDetector'],
]);

/** Those of `@opentelemetry/auto-instrumentations-node`, which are packages of their own. */
const OF_BUNDLE: ReadonlyMap<string, readonly string[]> = new Map([
  ['alibaba', ['alibabaCloudEcsDetector']],
  ['aws', ['awsEc2Detector', 'awsEcsDetector', 'awsEksDetector', 'awsBeanstalkDetector', 'awsLambdaDetector']],
  ['azure', ['azureAppServiceDetector', 'azureFunctionsDetector', 'azureVmDetector']],
  ['container', ['containerDetector']],
  ['gcp', ['gcpDetector']],
]);

const PACKAGES: Readonly<Record<string, string>> = { alibaba: 'alibaba-cloud' };
const BUNDLE = '@opentelemetry/auto-instrumentations-node';
/** In this order, later ones win. */
const DEFAULT = 'env,process,host';
const ALL = ['host', 'os', 'serviceinstance', 'process', 'env'];

const VARIABLE = 'OTEL_NODE_RESOURCE_DETECTORS';

/**
 * The detectors that the environment names, if there is one among them that the SDK does not know: it would leave that
 * one out. A name that cannot be served is a problem.
 */
export function makeResourceDetectors(env: Env, problems: Problem[]): object[] | undefined {
  const names = list(envText(env, VARIABLE));
  if (names.includes('all') || names.includes('none')) return undefined;
  if (names.every((name) => OF_SDK.has(name))) return undefined;
  return names.flatMap((name) => {
    try {
      return detectors(name);
    } catch (error) {
      problems.push({ text: `${VARIABLE}: ${quoted(name)} is left out`, fix: messageOf(error) });
      return [];
    }
  });
}

/** Those that the SDK takes by itself. */
export function sdkDetectors(env: Env): object[] {
  const names = list(envText(env, VARIABLE) ?? DEFAULT);
  if (names.includes('none')) return [];
  return (names.includes('all') ? ALL : names).flatMap((name) => (OF_SDK.has(name) ? detectors(name) : []));
}

function detectors(name: string): object[] {
  const ofSdk = OF_SDK.get(name);
  if (ofSdk !== undefined) return members(load('@opentelemetry/resources'), [ofSdk]);
  const ofBundle = OF_BUNDLE.get(name);
  if (ofBundle === undefined) {
    throw new Error(`use ${['all', 'none', ...OF_SDK.keys(), ...OF_BUNDLE.keys()].join(', ')}`);
  }
  return members(load(`@opentelemetry/resource-detector-${PACKAGES[name] ?? name}`), ofBundle);
}

/** Takes a package from where the SDK or the application has it, or from the bundle, which depends on all of them. */
function load(packageName: string): Record<string, unknown> {
  const found = findPeer(packageName) ?? findPeer(BUNDLE);
  if (found === undefined) throw new Error(`npm install ${packageName}`);
  try {
    return createRequire(found)(packageName) as Record<string, unknown>;
  } catch (error) {
    throw new Error(`npm install ${packageName} (${messageOf(error)})`, { cause: error });
  }
}

function members(exported: Record<string, unknown>, names: readonly string[]): object[] {
  return names.map((name) => exported[name]).filter((each) => typeof each === 'object' && each !== null);
}
