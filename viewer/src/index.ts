export type { OtlpTraces } from './otlp';
export { type HtmlReportOptions, renderHtmlReport } from './renderHtmlReport';
