import { renderPage } from './renderPage';

/** What an exporter sends, in JSON. */
export interface OtlpTraces {
  readonly resourceSpans?: readonly unknown[] | undefined;
}

/** Metrics in JSON. */
export interface OtlpMetrics {
  readonly resourceMetrics?: readonly unknown[] | undefined;
}

export type OtlpRequest = OtlpTraces | OtlpMetrics;

/** How {@link renderHtmlReport} writes. */
export interface HtmlReportOptions {
  /** The page's heading. Default `Messages`. */
  readonly title?: string | undefined;
  /** What traces are about, by trace id: stands with their messages. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/**
 * Writes telemetry as one HTML page that needs nothing else: no network, no fonts, no other file. Several requests make
 * one page; spans of one trace may come in several of them.
 *
 * What spans say is never markup: it is JSON in a data block, the page's script puts it into text nodes only, and the
 * page's content security policy runs no other script and loads nothing.
 *
 * @param otlp an `ExportTraceServiceRequest` or `ExportMetricsServiceRequest` in JSON, or several
 * @see https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
export function renderHtmlReport(otlp: OtlpRequest | readonly OtlpRequest[], options: HtmlReportOptions = {}): string {
  const { title = 'Messages', labels = {} } = options;
  return renderPage({ live: false, title, labels, otlp: Array.isArray(otlp) ? otlp : [otlp] }).html;
}
