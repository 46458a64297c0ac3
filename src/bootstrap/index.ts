import { initializeOtel, registered } from './startup';

export type { InitializeOtelOptions } from './initializeOtel';
export type { ClientStatus, ExporterStatus, TraceStatus } from './traceStatus';
export type { ConsoleWaterfallExporterOptions, WaterfallStream } from '../waterfall/consoleWaterfallExporter';
export { ConsoleWaterfallExporter, getTraceStatus, initializeOtel, logTraceStatus, shutdownOtel } from './startup';

// `register` has left it out, because nobody wanted to know. Now somebody may.
if (registered().skipped) initializeOtel();
