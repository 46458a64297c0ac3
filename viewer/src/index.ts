export {
  type HtmlReportOptions,
  type OtlpMetrics,
  type OtlpRequest,
  type OtlpTraces,
  renderHtmlReport,
} from './renderHtmlReport';
export { startViewer, type ViewerServer, type ViewerServerOptions } from './server/viewerServer';
export { createModel, type Model, type ModelOptions, type Rejected } from './model';
export type { Limits } from './model/store';
