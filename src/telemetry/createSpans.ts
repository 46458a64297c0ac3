import {
  type Attributes,
  type Context,
  type Link,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanOptions,
  type Tracer,
} from '@opentelemetry/api';
import type { Operation, Outcome } from '../operation/operation';
import type { Options } from '../options';
import { creationContext } from '../propagation/extractContext';
import { hasOwnContext } from '../propagation/messageAttributes';
import { messageLink } from '../semconv/links';
import { type Naming, namingOfCreates } from '../semconv/naming';
import { spanNameWith } from '../semconv/messaging';
import { type EntryResult, type Questions, questionsOf } from '../services/service';
import { addLinks } from './addLinks';
import { withSpan } from './callContext';
import { endSpan } from './endSpan';
import { failSpan } from './failSpan';
import { isRelayed } from './relayed';
import { safelyOwn } from './safely';
import { copyToExtend, isObject } from '../values';

/** One entry of a batch: with a create span, or with the context that the application gave it. */
interface Entry {
  readonly id: unknown;
  readonly span?: Span;
  readonly own?: SpanContext | undefined;
}

/**
 * The create spans of one batch send: every message gets a creation context of its own, so that its consumer follows
 * this message and not its batch. The send span links to them all.
 * @see https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/#producer-spans
 */
export class CreateSpans {
  readonly #entries: Entry[];
  readonly #of: readonly object[];
  readonly #contexts: (Context | undefined)[];
  readonly #operation: Operation;
  readonly #options: Options;
  readonly #naming: Naming;
  readonly #name: string;
  readonly #questions: Questions;

  /** @param parent the context of the create spans: they are siblings of the send span, or its children at a root */
  constructor(tracer: Tracer, operation: Operation, input: object, parent: Context, options: Options) {
    this.#operation = operation;
    this.#options = options;
    const { service, definition, name } = operation.kind;
    this.#naming = namingOfCreates(options.naming);
    const constants = service.semconv.constants({ name, messaging: 'create' }, this.#naming);
    const { batch } = definition;
    const destination = batch && safelyOwn('naming the create spans', batch.destinationName, input);
    this.#name = spanNameWith('create', destination);
    this.#questions = questionsOf(definition, options);
    this.#entries = [];
    this.#contexts = [];
    const create = (entry: object): Context | undefined => this.#create(tracer, entry, constants, parent);
    this.#of = [...(batch?.entries(input) ?? [])];
    for (const entry of this.#of) {
      // One that throws when it is read costs its own span: those of the others have to end.
      this.#contexts.push(safelyOwn('starting a create span', create, entry));
    }
  }

  #create(tracer: Tracer, entry: object, constants: Attributes, parent: Context): Context | undefined {
    const id = (entry as { Id?: unknown }).Id;
    const carries = hasOwnContext(entry, this.#options.awsTraceHeader);
    const own = carries ? creationContext(entry, this.#options) : undefined;
    if (carries && !isRelayed(entry)) {
      this.#entries.push({ id, own });
      return undefined;
    }
    const attributes = copyToExtend(constants);
    const facts = this.#questions.create?.(entry, this.#options);
    if (facts !== undefined) this.#operation.kind.service.semconv.request(attributes, facts, this.#naming);
    const options: SpanOptions = { kind: SpanKind.PRODUCER, attributes };
    if (own !== undefined) options.links = [{ context: own }];
    const span = tracer.startSpan(this.#name, options, parent);
    this.#entries.push({ id, span });
    return withSpan(parent, span);
  }

  /** Whether they are of the entries of that input: of an application's own retry, say. */
  areOf(input: object): boolean {
    const entries = this.#operation.kind.definition.batch?.entries(input) ?? [];
    return entries.length === this.#of.length && this.#of.every((entry, index) => entry === entries[index]);
  }

  context(index: number): Context | undefined {
    return this.#contexts[index];
  }

  /** Ends the spans as their entries fared; links the send span to them, by message. */
  end(outcome: Outcome, send: Span): void {
    const results = this.#results(outcome);
    const links: Link[] = [];
    const alone = this.#entries.length === 1;
    for (const { id, span, own } of this.#entries) {
      const result = results.get(id);
      if (span !== undefined) {
        safelyOwn('describing a create span', this.#describe, span, outcome, result);
        endSpan(span);
      }
      const context = span?.spanContext() ?? own;
      if (context !== undefined)
        links.push(messageLink(context, { id: result?.messageId, alone }, this.#options.naming));
    }
    addLinks(send, links);
  }

  #results({ output }: Outcome): Map<unknown, EntryResult> {
    const results = output && this.#operation.kind.definition.results?.(output);
    const byId = new Map<unknown, EntryResult>();
    for (const result of results ?? []) if (isObject(result)) byId.set(result.id, result);
    return byId;
  }

  readonly #describe = (span: Span, outcome: Outcome, result: EntryResult | undefined): void => {
    const failed = outcome.output === undefined;
    const type = failed ? outcome.errorType : result?.failureCode;
    if (result?.response !== undefined) {
      const attributes: Attributes = {};
      this.#operation.kind.service.semconv.response(attributes, result.response, this.#naming);
      span.setAttributes(attributes);
    }
    if (type !== undefined) {
      const tolerated = failed && outcome.tolerated !== undefined;
      failSpan(span, { type, message: failed ? outcome.errorMessage : undefined, tolerated });
    }
  };
}
