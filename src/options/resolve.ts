import { type Detail, type Naming, namingFromOptIn } from '../semconv/naming';
import type { SqsInstrumentationConfig } from './config';
import { mismatch } from './mismatch';
import { type Env, fromEnvironment } from './fromEnvironment';
import { type StartsAs, estimatesOf, startsAsOf } from './stock/made';
import { OPTIONS, type Option } from './table';
import { warnOfUnknownOptions } from './unknownOptions';

type Table = typeof OPTIONS;

/** The configuration with its defaults filled in: an option that has one is never undefined. */
export type Options = {
  readonly [Name in Exclude<keyof Table, 'enabled'>]: Table[Name] extends { readonly default: unknown }
    ? NonNullable<SqsInstrumentationConfig[Name]>
    : SqsInstrumentationConfig[Name];
} & { readonly naming: Naming; readonly startsAs: StartsAs | undefined; readonly estimates: boolean };

const ROWS = Object.entries<Option<unknown>>(OPTIONS);
const OPT_IN_ENV = 'OTEL_SEMCONV_STABILITY_OPT_IN';

/**
 * Fills in the environment and the defaults.
 * @throws TypeError that says what was expected and what was given
 */
export function resolveOptions(config: SqsInstrumentationConfig = {}, env: Env = process.env): Options {
  validate(config);
  warnOfUnknownOptions(config, Object.keys(OPTIONS));
  const given = config as Readonly<Record<string, unknown>>;
  const said = (name: string, option: Option<unknown>): unknown => given[name] ?? fromEnvironment(name, option, env);
  const detail = said('detail', OPTIONS.detail) === 'standard' ? 'standard' : OPTIONS.detail.default;
  const options = ROWS
    // The instrumentation itself has its switch.
    .filter(([name]) => name !== 'enabled')
    .map(([name, option]) => [name, ownCopy(said(name, option) ?? defaultOf(option, detail))]);
  return {
    ...Object.fromEntries(options),
    naming: namingFromOptIn(env[OPT_IN_ENV], detail),
    startsAs: startsAsOf(config),
    estimates: estimatesOf(config),
  } as Options;
}

/** Whether an instrumentation starts switched on. */
export function isEnabled(config: SqsInstrumentationConfig = {}, env: Env = process.env): boolean {
  return (config.enabled ?? fromEnvironment('enabled', OPTIONS.enabled, env)) !== false;
}

function defaultOf({ default: usual, defaultOfStandard = usual }: Option<unknown>, detail: Detail): unknown {
  return detail === 'standard' ? defaultOfStandard : usual;
}

/** What the caller changes in its list later changes no option. */
function ownCopy(value: unknown): unknown {
  return Array.isArray(value) ? [...(value as unknown[])] : value;
}

/** Checks the options that are given. */
function validate(config: SqsInstrumentationConfig): void {
  if (typeof config !== 'object' || config === null) throw mismatch('config', 'an object', config);
  for (const [name, { expected }] of ROWS) {
    const value = (config as Readonly<Record<string, unknown>>)[name];
    if (value !== undefined && !expected.holds(value)) throw mismatch(name, expected.text, value);
  }
}
