/** A span with what stands around it in OTLP, in one form whoever wrote it. */
export interface FlatSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: number;
  /** 0 unset, 1 fine, 2 an error. */
  readonly status: { readonly code: number; readonly message: string };
  readonly start: string;
  readonly end: string;
  readonly attributes: Attributes;
  readonly events: readonly { readonly name: string; readonly attributes: Attributes }[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string; readonly attributes: Attributes }[];
  readonly resource: Attributes;
  readonly scope: string;
}

type Attributes = Readonly<Record<string, string>>;

interface KeyValue {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind?: number;
  readonly status?: { readonly code?: number; readonly message?: string };
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes?: readonly KeyValue[];
  readonly events?: readonly { readonly name: string; readonly attributes?: readonly KeyValue[] }[];
  readonly links?: readonly {
    readonly traceId: string;
    readonly spanId: string;
    readonly attributes?: readonly KeyValue[];
  }[];
}

interface OtlpTraces {
  readonly resourceSpans?: readonly {
    readonly resource?: { readonly attributes?: readonly KeyValue[] };
    readonly scopeSpans: readonly {
      readonly scope?: { readonly name?: string };
      readonly spans: readonly OtlpSpan[];
    }[];
  }[];
}

/**
 * The spans of a message in OTLP's JSON.
 * @see https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
export function flatSpans(traces: unknown): FlatSpan[] {
  return ((traces as OtlpTraces).resourceSpans ?? []).flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ scope, spans }) =>
      spans.map((span) => flat(span, flatAttributes(resource?.attributes), scope?.name ?? '')),
    ),
  );
}

/** What a metric is, without its points. */
export interface MetricHead {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  readonly type: 'histogram' | 'counter' | 'other';
}

interface OtlpMetrics {
  readonly resourceMetrics?: readonly {
    readonly scopeMetrics: readonly {
      readonly metrics: readonly {
        readonly name: string;
        readonly unit: string;
        readonly description: string;
        readonly histogram?: object;
        readonly sum?: { readonly isMonotonic?: boolean };
      }[];
    }[];
  }[];
}

export function metricHeads(message: unknown): MetricHead[] {
  return ((message as OtlpMetrics).resourceMetrics ?? []).flatMap(({ scopeMetrics }) =>
    scopeMetrics.flatMap(({ metrics }) =>
      metrics.map(({ name, unit, description, histogram, sum }) => {
        const type = histogram !== undefined ? 'histogram' : sum?.isMonotonic === true ? 'counter' : 'other';
        return { name, unit, description, type };
      }),
    ),
  );
}

function flat(span: OtlpSpan, resource: Attributes, scope: string): FlatSpan {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId ?? '',
    name: span.name,
    kind: span.kind ?? 0,
    status: { code: span.status?.code ?? 0, message: span.status?.message ?? '' },
    start: span.startTimeUnixNano,
    end: span.endTimeUnixNano,
    attributes: flatAttributes(span.attributes),
    events: (span.events ?? []).map(({ name, attributes }) => ({ name, attributes: flatAttributes(attributes) })),
    links: (span.links ?? []).map(({ traceId, spanId, attributes }) => ({
      traceId,
      spanId,
      attributes: flatAttributes(attributes),
    })),
    resource,
    scope,
  };
}

/** By name, and numbers as text: some write a 64-bit integer as a number, others as a string. */
function flatAttributes(attributes: readonly KeyValue[] = []): Attributes {
  return Object.fromEntries(
    attributes
      .map(({ key, value }) => [key, JSON.stringify(value).replaceAll(/"(intValue)":"?(-?\d+)"?/g, '"$1":$2')] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}
