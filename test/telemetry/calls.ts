import { ROOT_CONTEXT, type Attributes } from '@opentelemetry/api';
import { ClientProfile } from '../../src/operation/client';
import type { Operation } from '../../src/operation/operation';
import { type Options, type SqsInstrumentationConfig, resolveOptions } from '../../src/options';
import type { Semconv } from '../../src/semconv/semconv';
import type { OperationDefinition } from '../../src/services/service';
import type { Call } from '../../src/telemetry/call';
import { start } from '../../src/telemetry/start';
import { IGNORED } from '../../src/telemetry/suppression';
import { Telemetry } from '../../src/telemetry/telemetry';

/** Facts are attributes; that there are none is nothing to be written down. */
const PLAIN: Semconv<Attributes, Attributes> = {
  constants: () => ({}),
  request: (attributes, facts) => void Object.assign(attributes, facts),
  response: (attributes, facts) => {
    for (const name of Object.keys(facts)) attributes[name] = facts[name];
  },
};

/** A call of a service that nobody knows: what it does is what a test says. */
export function operationOf(
  definition: OperationDefinition,
  input: object = {},
  semconv: Partial<Semconv<Attributes, Attributes>> = {},
): Operation {
  const service = { id: 'Test', semconv: { ...PLAIN, ...semconv } as Semconv<unknown, unknown>, operations: {} };
  const kind = { client: new ClientProfile({}), service, name: 'Do', fullName: 'Test.Do', definition };
  return { kind, command: {}, input, context: ROOT_CONTEXT };
}

/** What listens is registered: a call without a tracer is measured only. */
export function telemetryWith(config: SqsInstrumentationConfig = {}, more: Partial<Options> = {}): Telemetry {
  return new Telemetry({ ...resolveOptions(config, {}), ...more });
}

/** A call that is under way. */
export function begun(telemetry: Telemetry, operation: Operation): Call {
  const listeners = telemetry.listeners();
  const call = listeners && start(telemetry, listeners, operation);
  if (call === undefined || call === IGNORED) throw new Error('Nobody listens');
  return call;
}
