import Module, { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type * as AppPackage from './appPackage';
import type * as ProcessReport from './processReport';
import type * as InitializeOtel from './initializeOtel';

/**
 * The entry for `node --require` and `node --import`: tracing from the environment alone.
 *
 * Whatever goes wrong, the application starts; also where a package is missing that all of the rest is made of.
 */
try {
  const load = createRequire(__filename);
  hookEsModules(load);
  const { initializeOtel } = load('./initializeOtel') as typeof InitializeOtel;
  initializeOtel();
  const { reportToDoctor } = load('./processReport') as typeof ProcessReport;
  reportToDoctor();
} catch (error) {
  console.error('[error] opentelemetry-instrumentation-sqs: the application runs without tracing:', error);
}

/**
 * ES modules that are instrumented by name (`sqs-consumer`) need the loader of OpenTelemetry. It costs a thread, and is
 * left out for a CommonJS application that came with `--require`.
 */
function hookEsModules(load: NodeJS.Require): void {
  const { isEsModule } = load('./appPackage') as typeof AppPackage;
  const imported = module.parent == null;
  if (!imported && !isEsModule()) return;
  if (process.env['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true') return;
  Module.register('@opentelemetry/instrumentation/hook.mjs', pathToFileURL(__filename));
}
