// PromQL over the metrics of src/semconv/metrics.ts. A query that names a metric or an attribute which is not there
// fails here, so that dashboard, alerts and documentation cannot drift from the source.

/** @typedef {import('../../build/src/semconv/metrics.js').MetricDefinition} MetricDefinition */

/**
 * What of a metric is asked for.
 * @typedef {object} Choice
 * @property {readonly string[]} [by] attributes that the result keeps
 * @property {Readonly<Record<string, string>>} [where] a matcher for each attribute: `!=""`
 */

/**
 * An attribute as Prometheus calls it.
 * @see https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/
 * @param {string} attribute
 */
export function label(attribute) {
  return attribute.replaceAll(/\W/g, '_');
}

/**
 * The builders of queries, over one table of metrics. Metrics are named by their key there.
 * @param {Readonly<Record<string, MetricDefinition>>} metrics
 * @param {string} window the time that rates are over: `5m`, or Grafana's `$__rate_interval`
 */
export function queriesOver(metrics, window) {
  /** @param {string} key @param {Choice} choice @param {'' | 'bucket' | 'count' | 'sum'} part */
  const selector = (key, { by = [], where = {} }, part) => {
    const metric = metrics[key];
    if (metric === undefined) throw new Error(`There is no metric ${key}`);
    for (const attribute of [...by, ...Object.keys(where)]) {
      if (!metric.attributes.includes(attribute)) throw new Error(`${metric.name} has no attribute ${attribute}`);
    }
    if ((metric.type === 'histogram') !== (part !== '')) throw new Error(`${metric.name} is a ${metric.type}`);
    const matchers = Object.entries(where).map(([attribute, matcher]) => label(attribute) + matcher);
    return seriesOf(metric, part, matchers);
  };
  /** @param {Choice} choice @param {string} expression */
  const sum = ({ by = [] }, expression) =>
    by.length === 0 ? `sum(${expression})` : `sum by (${by.map(label).join(', ')}) (${expression})`;
  /** @param {string} key @param {Choice} choice @param {'' | 'count' | 'sum'} part @param {string} offset */
  const rateOf = (key, choice, part, offset = '') =>
    sum(choice, `rate(${selector(key, choice, part)}[${window}]${offset})`);

  return {
    /** Events a second: those of a counter, or how many values a histogram took. @param {string} key @param {Choice} choice */
    rate: (key, choice) => rateOf(key, choice, metrics[key]?.type === 'histogram' ? 'count' : ''),

    /** The mean of a histogram's values. @param {string} key @param {Choice} choice @param {string} [offset] ` offset 1h` */
    mean: (key, choice, offset) => `${rateOf(key, choice, 'sum', offset)} / ${rateOf(key, choice, 'count', offset)}`,

    /** @param {number} share @param {string} key @param {Choice} choice */
    quantile: (share, key, { by = [], where }) => {
      const choice = { by, where };
      const buckets = `rate(${selector(key, choice, 'bucket')}[${window}])`;
      return `histogram_quantile(${share}, sum by (${['le', ...by.map(label)].join(', ')}) (${buckets}))`;
    },

    /**
     * How often something happened that should never happen. `increase` alone does not see the first time: a counter
     * begins to exist with it, and has no earlier value to differ from. https://github.com/prometheus/prometheus/issues/1673
     * @param {string} key @param {Choice} choice
     */
    occurrences: (key, choice) => {
      const counter = selector(key, choice, '');
      return sum(choice, `(${counter} unless ${counter} offset ${window}) or increase(${counter}[${window}])`);
    },
  };
}

/**
 * A label `call`: `SQS/SendMessage`. With the `messaging` opt-in the method has the service in it, and no other label has.
 * @param {string} expression
 * @param {readonly string[]} attributes service and method
 */
export function byCall(expression, attributes) {
  const joined = `label_join(${expression}, "call", "/", ${attributes.map((attribute) => `"${label(attribute)}"`).join(', ')})`;
  return `label_replace(${joined}, "call", "$1", "call", "/(.+)")`;
}

/**
 * The series of a metric. A Prometheus that receives OTLP appends the unit to the name of what is measured in seconds,
 * the Prometheus exporter of OpenTelemetry JavaScript does not: where the names differ, both are asked for.
 * @param {MetricDefinition} metric @param {string} part @param {readonly string[]} matchers
 */
function seriesOf({ name, type, unit }, part, matchers) {
  const base = label(name);
  const suffix = part === '' ? '' : `_${part}`;
  if (type === 'counter') return `${base}_total${braces(matchers)}`;
  if (unit !== 's') return `${base}${suffix}${braces(matchers)}`;
  return braces([`__name__=~"${base}(_seconds)?${suffix}"`, ...matchers]);
}

/** @param {readonly string[]} matchers */
function braces(matchers) {
  return matchers.length === 0 ? '' : `{${matchers.join(', ')}}`;
}
