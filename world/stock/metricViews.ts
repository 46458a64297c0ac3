import type { Attributes, Histogram, Meter, MeterProvider } from '@opentelemetry/api';

/** Descriptions are texts for people: only tests compare them. */
const DESCRIPTIONS: ReadonlyMap<string, string> = new Map([
  ['gen_ai.client.token.usage', 'Measures number of input and output tokens used'],
  ['gen_ai.client.operation.duration', 'GenAI operation duration'],
]);

/** Those that points have there. Here they have the server and the newer name of the system, too. */
const ATTRIBUTES = ['gen_ai.system', 'gen_ai.operation.name', 'gen_ai.request.model', 'gen_ai.token.type'];

/**
 * The same points with fewer attributes, and other descriptions: what an application has by a view of its meter provider.
 * The suite makes its own provider, which has none.
 * @see https://opentelemetry.io/docs/specs/otel/metrics/sdk/#view
 */
export function withViews(provider: MeterProvider): MeterProvider {
  return { getMeter: (...args) => viewed(provider.getMeter(...args)) };
}

function viewed(meter: Meter): Meter {
  const createHistogram: Meter['createHistogram'] = (name, options) => {
    const description = DESCRIPTIONS.get(name);
    return description === undefined
      ? meter.createHistogram(name, options)
      : narrowed(meter.createHistogram(name, { ...options, description }));
  };
  return new Proxy(meter, {
    get(target, name) {
      const member: unknown = name === 'createHistogram' ? createHistogram : Reflect.get(target, name, target);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}

function narrowed(histogram: Histogram): Histogram {
  return {
    record: (value, attributes = {}, context) => histogram.record(value, allowed(attributes), context),
  };
}

function allowed(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => ATTRIBUTES.includes(name)));
}
