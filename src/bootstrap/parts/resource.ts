import { ATTR_SERVICE_NAME } from '../../semconv/resource';
import { loadPeer } from '../peers';
import { sdkDetectors } from '../resourceDetectors';
import { FOR, type NodeSdkConfiguration } from '../sdk';

/** A resource of the SDK, by shape. */
export interface Resource {
  merge(other: Resource): Resource;
}

interface ResourcesModule {
  defaultResource(): Resource;
  detectResources(config: { readonly detectors: readonly object[] }): Resource;
  resourceFromAttributes(attributes: Readonly<Record<string, string>>): Resource;
}

/** What all telemetry of this process says of itself: the name of the service wins over what is detected. */
export function makeResource({ serviceName, resourceDetectors }: NodeSdkConfiguration): Resource {
  const resources = loadPeer('@opentelemetry/resources', FOR) as unknown as ResourcesModule;
  return resources
    .defaultResource()
    .merge(resources.detectResources({ detectors: resourceDetectors ?? sdkDetectors(process.env) }))
    .merge(resources.resourceFromAttributes({ [ATTR_SERVICE_NAME]: serviceName }));
}
