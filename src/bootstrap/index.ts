export { type InitializeOtelOptions, initializeOtel, shutdownOtel } from './initializeOtel';
export {
  type ClientStatus,
  type ExporterStatus,
  type TraceStatus,
  getTraceStatus,
  logTraceStatus,
} from './traceStatus';
export {
  ConsoleWaterfallExporter,
  type ConsoleWaterfallExporterOptions,
  type WaterfallStream,
} from '../waterfall/consoleWaterfallExporter';
