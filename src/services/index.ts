import { noSemconv } from '../semconv/semconv';
import type { ServiceDefinition } from './service';
import { sqs } from './sqs';

/** Every service that is known by more than its name: one line each. */
export const SERVICES: readonly ServiceDefinition[] = [sqs];

const byId: ReadonlyMap<string, ServiceDefinition> = new Map(SERVICES.map((service) => [service.id, service]));

/** Any other service has the attributes of every AWS call. */
export function serviceOf(id: string): ServiceDefinition {
  return byId.get(id) ?? { id, semconv: noSemconv, operations: {} };
}
