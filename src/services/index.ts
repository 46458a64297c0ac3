import { noSemconv } from '../semconv/semconv';
import { dynamodb } from './dynamodb';
import { eventBridge } from './eventbridge';
import { kinesis } from './kinesis';
import { lambda } from './lambda';
import { s3 } from './s3';
import { secretsManager } from './secretsManager';
import type { ServiceDefinition } from './service';
import { sns } from './sns';
import { sqs } from './sqs';
import { stepFunctions } from './stepFunctions';

/** Every service that this package knows more about than its name, one line each. */
export const SERVICES: readonly ServiceDefinition[] = [
  sqs,
  sns,
  s3,
  dynamodb,
  lambda,
  eventBridge,
  kinesis,
  stepFunctions,
  secretsManager,
];

const byId: ReadonlyMap<string, ServiceDefinition> = new Map(SERVICES.map((service) => [service.id, service]));

/** The definition of a service. A service that is not in the table has the attributes of every AWS call. */
export function serviceOf(id: string): ServiceDefinition {
  return byId.get(id) ?? { id, semconv: noSemconv, operations: {} };
}
