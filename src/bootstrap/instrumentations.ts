import type { Instrumentation } from '@opentelemetry/instrumentation';
import { SqsInstrumentation } from '../instrumentation';
import { STOCK_INSTRUMENTATION } from '../middleware/stockInstrumentation';
import { log } from '../telemetry/safely';
import { type SqsInstrumentationConfig, isEnabled } from '../options';
import { PACKAGE_NAME } from '../version';
import { type Env, list, withEnv } from './env';
import { optional } from './optional';
import { loadPeer } from './peers';
import { messageOf } from './problem';
import { guardAgainstStock, stockNames } from './stockGuard';

/** Configurations by package name, for this package and for those of the bundle. */
export interface AwsAutoInstrumentationConfigMap {
  'opentelemetry-instrumentation-sqs'?: SqsInstrumentationConfig | undefined;
  [packageName: string]: object | undefined;
}

const BUNDLE = '@opentelemetry/auto-instrumentations-node';
const ENABLED = 'OTEL_NODE_ENABLED_INSTRUMENTATIONS';
const DISABLED = 'OTEL_NODE_DISABLED_INSTRUMENTATIONS';

/** The names of this package in those two variables. */
const OUR_NAMES = ['sqs', PACKAGE_NAME];
/** That of the package that it replaces. Whoever enables that one wants AWS calls traced. */
const STOCK_NAME = 'aws-sdk';

/** Whether the environment asks for the bundle. */
export function asksForBundle(env: Env = process.env): boolean {
  return list(env[ENABLED]).length > 0;
}

/** The variable that switches this package off, if there is one. */
export function switchedOffBy(env: Env = process.env): string | undefined {
  if (list(env[DISABLED]).some(isOurs)) return DISABLED;
  const enabled = list(env[ENABLED]);
  return enabled.length > 0 && !enabled.some((name) => isOurs(name) || name === STOCK_NAME) ? ENABLED : undefined;
}

/** The instrumentation of this package, unless it is switched off. A configuration wins over the environment. */
export function ownInstrumentation(config: SqsInstrumentationConfig = {}): SqsInstrumentation | undefined {
  const variable = config.enabled === undefined ? switchedOffBy() : undefined;
  if (variable !== undefined) {
    log.warn(
      `AWS calls are not traced: ${variable} switches this off; add sqs to the enabled ones, or take it out of the disabled ones`,
    );
  }
  // Whatever goes wrong with all instrumentations goes wrong with this one first, and is said once.
  const own = variable === undefined && isEnabled(config) ? new SqsInstrumentation(config) : undefined;
  optional('the stock AWS instrumentation is not looked for', guardAgainstStock);
  return own;
}

/**
 * Returns the instrumentations of `@opentelemetry/auto-instrumentations-node`, with this package in place of the stock
 * AWS one. `OTEL_NODE_ENABLED_INSTRUMENTATIONS` and `OTEL_NODE_DISABLED_INSTRUMENTATIONS` apply. In them, this package
 * has the name `sqs`. `aws-sdk` among the enabled ones means it, too; among the disabled ones, it means the stock one,
 * which is left out in any case. If the bundle is not installed, it returns this package alone and logs an error.
 * @throws TypeError if an option of this package has a wrong value
 * @example
 * new NodeSDK({ instrumentations: [getAwsAutoInstrumentations()] }).start();
 */
export function getAwsAutoInstrumentations(configMap: AwsAutoInstrumentationConfigMap = {}): Instrumentation[] {
  const { [PACKAGE_NAME]: config, [STOCK_INSTRUMENTATION]: stock, ...others } = configMap;
  if (stock !== undefined) {
    log.warn(`the configuration for ${STOCK_INSTRUMENTATION} is not used: configure ${PACKAGE_NAME} in its place`);
  }
  // The bundle is loaded before there is any hook. It requires `http` itself, and a hook remembers each module as it
  // was at first. With an earlier hook, the instrumentation of HTTP would never see that module.
  const bundle = orLeftOut(() => loadPeer(BUNDLE, 'getAwsAutoInstrumentations()') as unknown as Bundle);
  // It is the first, so that it is active before anything else loads.
  const own = ownInstrumentation(config);
  const rest = bundle && orLeftOut(() => bundled(bundle, others));
  return [...(own === undefined ? [] : [own]), ...(rest ?? [])];
}

interface Bundle {
  readonly getNodeAutoInstrumentations: (configMap: object) => Instrumentation[];
}

function bundled(bundle: Bundle, configMap: Readonly<Record<string, object | undefined>>): Instrumentation[] {
  const configs = { ...configMap, ...Object.fromEntries(stockNames().map((name) => [name, { enabled: false }])) };
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

function isOurs(name: string): boolean {
  return OUR_NAMES.includes(name);
}

/** The value for the bundle. The bundle reports names that it does not know, and it treats an empty list as no list. */
function forBundle(variable: string): string | undefined {
  const names = list(process.env[variable]);
  if (names.length === 0) return undefined;
  const known = names.filter((name) => !isOurs(name) && name !== STOCK_NAME);
  return known.length === 0 ? STOCK_NAME : known.join(',');
}
