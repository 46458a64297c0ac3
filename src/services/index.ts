import { noSemconv } from '../semconv/semconv';
import { SERVICES } from './registry';
import type { ServiceDefinition } from './service';

export { SERVICES };

const byId: ReadonlyMap<string, ServiceDefinition> = new Map(SERVICES.map((service) => [service.id, service]));

/** The definition of a service. A service that is not in the table has the attributes of every AWS call. */
export function serviceOf(id: string): ServiceDefinition {
  return byId.get(id) ?? { id, semconv: noSemconv, operations: {}, severalHosts: true };
}
