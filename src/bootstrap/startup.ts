/**
 * All that the entries need, from one module: the build makes one file of it, with all that it loads. An application
 * waits for its telemetry at every start, and Node.js spends most of that time with finding a few hundred files.
 */
export { EsModuleHooks } from './esModules/esModuleHooks';
export { initializeOtel, shutdownOtel } from './initializeOtel';
export { getAwsAutoInstrumentations } from './instrumentations';
export { attachToHandler, claimHandler } from './lambda/attachToHandler';
export { optional } from './optional';
export { registered } from './registered';
export { getTraceStatus, logTraceStatus } from './traceStatus';
export { ConsoleWaterfallExporter } from '../waterfall/consoleWaterfallExporter';
