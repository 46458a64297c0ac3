import type { Attributes } from '@opentelemetry/api';
import type { Naming } from './naming';

/** The kinds of messaging operation. @see https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/#operation-types */
export type MessagingOperation = 'send' | 'receive' | 'settle' | 'process' | 'create';

/** What is the same for every call of one operation. */
interface OperationFacts {
  /** `DeleteMessage` */
  readonly name: string;
  /** What it does with messages, if it is a messaging operation. */
  readonly messaging?: MessagingOperation | undefined;
  /** The system's own word for it, where that is not the kind: `delete`. */
  readonly messagingName?: string | undefined;
}

/**
 * One convention. It turns the facts that a service definition gives into attributes, and it alone knows their names.
 */
export interface Semconv<Request, Response> {
  /** Attributes that follow from the operation alone. They are the same for every call. */
  constants(operation: OperationFacts, naming: Naming): Attributes;
  request(attributes: Attributes, facts: Request, naming: Naming): void;
  /** The region that an operation targets, for conventions that ask for it. */
  region?(attributes: Attributes, region: string): void;
  /** The text of a query, for conventions that have one. */
  queryText?(attributes: Attributes, text: string): void;
  /** The facts of an answer; of a streamed one once for each event that has some, on the same attributes. */
  response(attributes: Attributes, facts: Response, naming: Naming): void;
  /** A span's name that follows from the attributes that it starts with; undefined for `<Service>.<Operation>`. */
  spanName?(attributes: Attributes): string | undefined;
  /** Whether metrics count what the answer says. */
  readonly measuresAnswer?: boolean;
}

/** For services that have only the attributes of every AWS call. */
export const noSemconv: Semconv<unknown, unknown> = {
  constants: () => ({}),
  request: () => undefined,
  response: () => undefined,
};
