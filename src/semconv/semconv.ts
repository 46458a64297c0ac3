import type { Attributes } from '@opentelemetry/api';
import type { Naming } from './naming';

/** The kinds of messaging operation. @see https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/#operation-types */
export type MessagingOperation = 'send' | 'receive' | 'settle' | 'process' | 'create';

/** One convention: it turns a service's answers into attributes, and nothing else knows their names. */
export interface Semconv<Request, Response> {
  /** What the kind of an operation alone tells, the same for every call. */
  constants(messaging: MessagingOperation | undefined, naming: Naming, operation: string): Attributes;
  request(attributes: Attributes, facts: Request, naming: Naming): void;
  /** The region that an operation targets, of those that ask for it. */
  region?(attributes: Attributes, region: string): void;
  /** The text of a query, of those that have one. */
  queryText?(attributes: Attributes, text: string): void;
  response(attributes: Attributes, facts: Response, naming: Naming): void;
}

/** For services of which only the every-call attributes are known. */
export const noSemconv: Semconv<unknown, unknown> = {
  constants: () => ({}),
  request: () => undefined,
  response: () => undefined,
};
