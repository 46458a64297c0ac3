export {
  type HtmlReportOptions,
  type OtlpMetrics,
  type OtlpRequest,
  type OtlpTraces,
  renderHtmlReport,
} from './renderHtmlReport';
