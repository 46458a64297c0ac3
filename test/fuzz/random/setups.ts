import * as fc from 'fast-check';
import type { SqsInstrumentationConfig } from '../../../src';
import { FAULTS } from '../../hostSafety/faults';
import { Trial } from '../../differential/trial';
import { type Behaviour, behave, behaviour } from './behaviours';

/** How telemetry is set up: which part of it fails, and the configuration. */
export interface Setup {
  readonly fault: string;
  readonly options: SqsInstrumentationConfig;
  readonly functions: Readonly<Record<string, Behaviour>>;
}

const HOOKS = ['requestHook', 'responseHook', 'processHook', 'ignore', 'expectedErrors'] as const;
const FUNCTIONS = [...HOOKS, 'propagateMessageContext', 'maxMessageSize', 'dynamoDBStatementSerializer'] as const;

const options = fc.record(
  {
    requireParentSpan: fc.boolean(),
    suppressInternalInstrumentation: fc.boolean(),
    spanNames: fc.constantFrom('operation' as const, 'messaging' as const),
    propagateMessageContext: fc.boolean(),
    awsTraceHeader: fc.constantFrom('overflow' as const, 'always' as const, 'never' as const),
    batchCreateSpans: fc.boolean(),
    autoIncludeMessageAttributes: fc.boolean(),
    emptyReceives: fc.constantFrom('span' as const, 'drop' as const),
    consumerRelation: fc.constantFrom('link' as const, 'parent' as const),
    capturedMessageAttributes: fc.constantFrom(['Priority'], ['__proto__', 'raw'], []),
    detail: fc.constantFrom('full' as const, 'standard' as const),
    maxMessageSize: fc.constantFrom(262_144, 1_048_576),
    metrics: fc.boolean(),
    s3BodySpans: fc.boolean(),
    eventBridgeDetailInjection: fc.boolean(),
    kinesisDataInjection: fc.boolean(),
    xrayRequestHeader: fc.boolean(),
  },
  { requiredKeys: [], noNullPrototype: true },
);
const functions = fc.record(Object.fromEntries(FUNCTIONS.map((name) => [name, behaviour])), {
  requiredKeys: [],
  noNullPrototype: true,
}) as fc.Arbitrary<Setup['functions']>;

export const setup: fc.Arbitrary<Setup> = fc.record({
  fault: fc.oneof(
    { weight: 3, arbitrary: fc.constant('nothing that fails') },
    { weight: 1, arbitrary: fc.constantFrom(...Object.keys(FAULTS)) },
  ),
  options,
  functions: fc.oneof(fc.constant({}), functions),
});

/** The configuration of a setup. What its functions do is nothing that the application does. */
export function configOf({ options: plain, functions: described }: Setup): SqsInstrumentationConfig {
  const called = Object.entries(described).map(([name, does]) => [name, () => behave(does, new Trial(), name)]);
  return { ...plain, ...(Object.fromEntries(called) as SqsInstrumentationConfig) };
}
