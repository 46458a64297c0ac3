import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from '../../semconv/resource';
import { loadPeer } from '../peers';
import { sdkDetectors } from '../resourceDetectors';
import { FOR, type NodeSdkConfiguration, type Resource } from '../sdk';

interface ResourcesModule {
  defaultResource(): Resource;
  detectResources(config: { readonly detectors: readonly object[] }): Resource;
  resourceFromAttributes(attributes: Readonly<Record<string, string>>): Resource;
}

/** What all telemetry of this process says of itself: the name and the version of the service win over what is detected. */
export function makeResource({ serviceName, resourceDetectors, ...rest }: NodeSdkConfiguration): Resource {
  const resources = resourcesModule();
  const detected = resources.detectResources({ detectors: resourceDetectors ?? sdkDetectors(process.env) });
  const name = resources.resourceFromAttributes({ [ATTR_SERVICE_NAME]: serviceName });
  return merged(merged(baseResource(rest), detected), merged(name, versionOf(rest)));
}

/** What there is before anything is detected: what the application brings, else the SDK's own. */
export function baseResource({
  resource,
  serviceVersion,
}: Pick<NodeSdkConfiguration, 'resource' | 'serviceVersion'>): Resource {
  return merged(resource ?? resourcesModule().defaultResource(), versionOf({ serviceVersion }));
}

function versionOf({ serviceVersion }: { readonly serviceVersion?: string | undefined }): Resource {
  const attributes = serviceVersion === undefined ? {} : { [ATTR_SERVICE_VERSION]: serviceVersion };
  return resourcesModule().resourceFromAttributes(attributes);
}

function merged(one: Resource, other: Resource): Resource {
  return one.merge(other as never);
}

function resourcesModule(): ResourcesModule {
  return loadPeer('@opentelemetry/resources', FOR) as unknown as ResourcesModule;
}
