import type { TextMapPropagator } from '@opentelemetry/api';
import { MessageQueuePropagator } from '../propagation/messageQueuePropagator';
import { loadPeer } from './peers';
import { type Problem, messageOf, quoted } from './problem';

type PropagatorClass = new (options?: object) => TextMapPropagator;

/** The package, class and options for each name in OTEL_PROPAGATORS. */
const PROPAGATORS: ReadonlyMap<string, readonly [packageName: string, className: string, options?: object]> = new Map([
  ['tracecontext', ['@opentelemetry/core', 'W3CTraceContextPropagator']],
  ['baggage', ['@opentelemetry/core', 'W3CBaggagePropagator']],
  ['b3', ['@opentelemetry/propagator-b3', 'B3Propagator']],
  // B3InjectEncoding.MULTI_HEADER
  ['b3multi', ['@opentelemetry/propagator-b3', 'B3Propagator', { injectEncoding: 1 }]],
  ['jaeger', ['@opentelemetry/propagator-jaeger', 'JaegerPropagator']],
  ['xray', ['@opentelemetry/propagator-aws-xray', 'AWSXRayPropagator']],
  ['xray-lambda', ['@opentelemetry/propagator-aws-xray-lambda', 'AWSXRayLambdaPropagator']],
  ['ottrace', ['@opentelemetry/propagator-ot-trace', 'OTTracePropagator']],
]);

/** The one of this package: it needs no other. */
const OWN = 'message-queue';

/** What is wrong about the name of a propagator. */
export function unknownPropagator(name: string): Problem | undefined {
  return name === OWN || PROPAGATORS.has(name) ? undefined : notKnown(name);
}

function notKnown(name: string): Problem {
  const known = [...PROPAGATORS.keys(), OWN].join(', ');
  return { text: `OTEL_PROPAGATORS has an unknown name ${quoted(name)}`, fix: `use one of ${known}, none` };
}

/** The package of a propagator, if it is in one of its own. */
export function packageOfPropagator(name: string): string | undefined {
  return PROPAGATORS.get(name)?.[0];
}

/**
 * The propagator for these names, or null for none. If one cannot be loaded, that is a problem in the status, and the
 * others stay.
 */
export function makePropagator(names: readonly string[], problems: Problem[]): TextMapPropagator | null {
  const propagators: TextMapPropagator[] = [];
  for (const name of names) {
    if (name === OWN) {
      propagators.push(new MessageQueuePropagator());
      continue;
    }
    const known = PROPAGATORS.get(name);
    if (known === undefined) {
      problems.push(notKnown(name));
      continue;
    }
    const [packageName, className, options] = known;
    try {
      const { [className]: Propagator } = loadPeer(packageName, `OTEL_PROPAGATORS=${name}`);
      propagators.push(new (Propagator as PropagatorClass)(options));
    } catch (error) {
      problems.push({ text: `the propagator ${quoted(name)} is left out`, fix: messageOf(error) });
    }
  }
  if (propagators.length < 2) return propagators[0] ?? null;
  const { CompositePropagator } = loadPeer('@opentelemetry/core', 'OTEL_PROPAGATORS');
  return new (CompositePropagator as PropagatorClass)({ propagators });
}
