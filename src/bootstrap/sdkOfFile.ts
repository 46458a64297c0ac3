import { ProxyTracerProvider, trace } from '@opentelemetry/api';
import { registeredPropagator } from '../diagnostics/apiGlobals';
import {
  destinationOf,
  isExporter,
  nameOf,
  objectsBelow,
  samplerName,
  samplerOf,
  serviceOf,
} from '../diagnostics/sdkObjects';
import { type Members, isObject } from '../values';

/** What is known of an SDK that a configuration file describes. */
export interface SdkOfFile {
  readonly serviceName: string | undefined;
  readonly sampler: string | undefined;
  readonly propagators: readonly string[];
  readonly exporters: readonly { readonly name: string; readonly destination: string | undefined }[];
}

/**
 * What has become of the file, read off the objects that are registered: the file has defaults and variables of its own,
 * and no other record of them is kept. Parts have the names of their classes.
 */
export function sdkOfFile(): SdkOfFile {
  const proxy = trace.getTracerProvider();
  const provider: object = proxy instanceof ProxyTracerProvider ? proxy.getDelegate() : proxy;
  const sampler = samplerOf(provider);
  return {
    serviceName: serviceOf(provider),
    sampler: sampler && samplerName(sampler),
    propagators: leavesOf(registeredPropagator()).map(nameOf),
    exporters: objectsBelow(provider, isExporter).map((exporter) => ({
      name: nameOf(exporter),
      destination: destinationOf(exporter),
    })),
  };
}

/** A composite one has others in a list. */
function leavesOf(propagator: unknown): Members[] {
  if (!isObject(propagator)) return [];
  const below = Object.values(propagator).filter(Array.isArray).flat().filter(isPropagator);
  return below.length > 0 ? below.flatMap(leavesOf) : [propagator];
}

function isPropagator(value: unknown): value is Members {
  return isObject(value) && typeof value['inject'] === 'function' && typeof value['extract'] === 'function';
}
