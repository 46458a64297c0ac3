import type { Attributes } from '@opentelemetry/api';
import { type SqsInstrumentationConfig, resolveOptions } from '../../src/options';
import type { OperationDefinition, ServiceDefinition } from '../../src/services/service';

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

  response(output: object): Attributes {
    return this.#written('response', this.#definition.response?.(output, this.#options));
  }

  #written(kind: 'request' | 'response', facts: unknown): Attributes {
    const attributes: Attributes = {};
    if (facts !== undefined) this.#service.semconv[kind](attributes, facts, this.#options.naming);
    return attributes;
  }
}
