/** Of the resource, and of no span. https://opentelemetry.io/docs/specs/semconv/resource/#service */
export const ATTR_SERVICE_NAME = 'service.name';
export const ATTR_SERVICE_VERSION = 'service.version';
