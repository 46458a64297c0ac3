import type { Instrumentation } from '@opentelemetry/instrumentation';
import { SqsInstrumentation } from '../instrumentation';
import { log } from '../telemetry/safely';
import type { SqsInstrumentationConfig } from '../options';
import { PACKAGE_NAME } from '../version';
import { type Env, list, withEnv } from './env';
import { optional } from './optional';
import { loadPeer } from './peers';
import { messageOf } from './problem';
import { STOCK_INSTRUMENTATION, guardAgainstStock } from './stockGuard';

/** Configurations by the names of packages: this one's, and those of the bundle. */
export interface AwsAutoInstrumentationConfigMap {
  'opentelemetry-instrumentation-sqs'?: SqsInstrumentationConfig;
  [packageName: string]: object | undefined;
}

const BUNDLE = '@opentelemetry/auto-instrumentations-node';
const ENABLED = 'OTEL_NODE_ENABLED_INSTRUMENTATIONS';
const DISABLED = 'OTEL_NODE_DISABLED_INSTRUMENTATIONS';

/** What this package is called in those two variables: by the name of the one that it replaces, too. */
const OUR_NAMES = ['aws-sdk', 'sqs', PACKAGE_NAME];

/** Whether the environment asks for the bundle. */
export function asksForBundle(env: Env = process.env): boolean {
  return list(env[ENABLED]).length > 0;
}

/** The variable that switches this package off, if one does. */
export function switchedOffBy(env: Env = process.env): string | undefined {
  if (list(env[DISABLED]).some((name) => OUR_NAMES.includes(name))) return DISABLED;
  const enabled = list(env[ENABLED]);
  return enabled.length > 0 && !enabled.some((name) => OUR_NAMES.includes(name)) ? ENABLED : undefined;
}

/** The instrumentation of this package, unless it is switched off; a configuration goes before the environment. */
export function ownInstrumentation(config: SqsInstrumentationConfig = {}): SqsInstrumentation | undefined {
  const variable = config.enabled === undefined ? switchedOffBy() : undefined;
  if (variable !== undefined) {
    log.warn(
      `AWS calls are not traced: ${variable} switches this off; add aws-sdk to the enabled ones, or take it out`,
    );
  }
  optional('the stock AWS instrumentation is not looked for', guardAgainstStock);
  return variable === undefined && config.enabled !== false ? new SqsInstrumentation(config) : undefined;
}

/**
 * The instrumentations of `@opentelemetry/auto-instrumentations-node`, with this package in the place of the stock AWS
 * one. `OTEL_NODE_ENABLED_INSTRUMENTATIONS` and `OTEL_NODE_DISABLED_INSTRUMENTATIONS` hold, and know this package as
 * `aws-sdk` and as `sqs`. Without the bundle there is this package alone, and a warning.
 * @throws TypeError if an option of this package is not what it should be
 * @example
 * new NodeSDK({ instrumentations: [getAwsAutoInstrumentations()] }).start();
 */
export function getAwsAutoInstrumentations(configMap: AwsAutoInstrumentationConfigMap = {}): Instrumentation[] {
  const { [PACKAGE_NAME]: config, [STOCK_INSTRUMENTATION]: stock, ...others } = configMap;
  if (stock !== undefined) {
    log.warn(`the configuration for ${STOCK_INSTRUMENTATION} is not used: configure ${PACKAGE_NAME} in its place`);
  }
  // Before there is any hook: the bundle itself requires `http`, and a hook keeps what it has seen once as it was then,
  // so that the instrumentation of HTTP would never see it.
  const bundle = orLeftOut(() => loadPeer(BUNDLE, 'getAwsAutoInstrumentations()') as unknown as Bundle);
  // First, so that it is there before anything else loads.
  const own = ownInstrumentation(config);
  const rest = bundle && orLeftOut(() => bundled(bundle, others));
  return [...(own === undefined ? [] : [own]), ...(rest ?? [])];
}

interface Bundle {
  readonly getNodeAutoInstrumentations: (configMap: object) => Instrumentation[];
}

function bundled(bundle: Bundle, configMap: Readonly<Record<string, object | undefined>>): Instrumentation[] {
  const configs = { ...configMap, [STOCK_INSTRUMENTATION]: { enabled: false } };
  return withEnv({ [ENABLED]: forBundle(ENABLED), [DISABLED]: forBundle(DISABLED) }, () =>
    bundle.getNodeAutoInstrumentations(configs),
  );
}

function orLeftOut<T>(attempt: () => T): T | undefined {
  try {
    return attempt();
  } catch (error) {
    log.error(`other instrumentations are left out: ${messageOf(error)}`);
    return undefined;
  }
}

/** The bundle complains of names that it does not know, and takes a list that became empty for no list. */
function forBundle(variable: string): string | undefined {
  const names = list(process.env[variable]);
  if (names.length === 0) return undefined;
  const known = names.filter((name) => !OUR_NAMES.includes(name));
  return known.length === 0 ? 'aws-sdk' : known.join(',');
}
