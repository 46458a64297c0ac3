import type { Attributes } from '@opentelemetry/api';
import type { Naming } from './naming';

/** The kinds of messaging operation. @see https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/#operation-types */
export type MessagingOperation = 'send' | 'receive' | 'settle' | 'process' | 'create';

/**
 * One convention. It turns the facts that a service definition gives into attributes, and it alone knows their names.
 */
export interface Semconv<Request, Response> {
  /** Attributes that follow from the operation kind alone. They are the same for every call. */
  constants(messaging: MessagingOperation | undefined, naming: Naming, operation: string): Attributes;
  request(attributes: Attributes, facts: Request, naming: Naming): void;
  /** The region that an operation targets, for conventions that ask for it. */
  region?(attributes: Attributes, region: string): void;
  /** The text of a query, for conventions that have one. */
  queryText?(attributes: Attributes, text: string): void;
  response(attributes: Attributes, facts: Response, naming: Naming): void;
}

/** For services that have only the attributes of every AWS call. */
export const noSemconv: Semconv<unknown, unknown> = {
  constants: () => ({}),
  request: () => undefined,
  response: () => undefined,
};
