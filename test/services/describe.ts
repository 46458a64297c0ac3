import type { Attributes, Context } from '@opentelemetry/api';
import { type SqsInstrumentationConfig, resolveOptions } from '../../src/options';
import { Concealment } from '../../src/services/concealment';
import { concealContent } from '../../src/services/content';
import type { Failure, OperationDefinition, ServiceDefinition } from '../../src/services/service';

/** A service's answers as its convention writes them down, without any call. */
export class Described {
  readonly #service: ServiceDefinition;
  readonly #definition: OperationDefinition;
  readonly #options;

  constructor(service: ServiceDefinition, operation: string, config: SqsInstrumentationConfig = {}) {
    this.#service = service;
    this.#definition = service.operations[operation] ?? service.others ?? {};
    this.#options = resolveOptions(config, {});
  }

  request(input: object): Attributes {
    return this.#written('request', this.#definition.request?.(input, this.#options));
  }

  response(output: object, input?: object): Attributes {
    return this.#written('response', this.#definition.response?.(output, this.#options, input));
  }

  rejection(error: object): Attributes {
    return this.#written('response', this.#definition.rejection?.(error));
  }

  failure(output: object): Failure | undefined {
    return this.#definition.failure?.(output);
  }

  /** What is sent instead. @param context of all messages; without one they are to be sent as they are */
  sent(input: object, context: Context | undefined, keeps = (_message: object) => true): object | undefined {
    const contexts = { contextOf: () => context, keeps, dropped: () => undefined };
    return this.#definition.inject?.(input, contexts, this.#options);
  }

  /** What may be shown of the message of an error about a request. */
  shown(message: string, input: object): string {
    const concealment = new Concealment(message);
    (this.#definition.conceals ?? concealContent)(input, concealment);
    return concealment.shown();
  }

  #written(kind: 'request' | 'response', facts: unknown): Attributes {
    const attributes: Attributes = {};
    if (facts !== undefined) this.#service.semconv[kind](attributes, facts, this.#options.naming);
    return attributes;
  }
}
