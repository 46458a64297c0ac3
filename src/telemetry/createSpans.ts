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
import { copyToExtend } from '../values';

/** One entry of a batch: with a create span, or with the context that the application gave it. */
interface Entry {
  readonly message: object;
  readonly id: unknown;
  readonly span?: Span;
  readonly context?: Context;
  readonly own?: SpanContext | undefined;
}

/**
 * The create spans of one batch send: every message gets a creation context of its own, so that its consumer follows
 * this message and not its batch. The send span links to them all.
 * @see https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/#producer-spans
 */
export class CreateSpans {
  readonly #tracer: Tracer;
  readonly #entries: Entry[] = [];
  #contexts: (Context | undefined)[] = [];
  readonly #operation: Operation;
  readonly #parent: Context;
  readonly #options: Options;
  readonly #naming: Naming;
  readonly #constants: Attributes;
  readonly #questions: Questions;

  /** @param parent the context of the create spans: they are siblings of the send span, or its children at a root */
  constructor(tracer: Tracer, operation: Operation, parent: Context, options: Options) {
    this.#tracer = tracer;
    this.#operation = operation;
    this.#parent = parent;
    this.#options = options;
    const { service, definition, name } = operation.kind;
    this.#naming = namingOfCreates(options.naming);
    this.#constants = service.semconv.constants({ name, messaging: 'create' }, this.#naming);
    this.#questions = questionsOf(definition, options);
  }

  /** Starts the spans of a request. A message that has been sent before within the same call keeps the one that it has. */
  prepare(input: object): void {
    const { batch } = this.#operation.kind.definition;
    if (batch === undefined) return;
    const name = spanNameWith('create', safelyOwn('naming the create spans', batch.destinationName, input));
    const known = this.#entries.length === 0 ? undefined : this.#known();
    this.#contexts = [];
    for (const message of batch.entries(input)) {
      // One that throws when it is read costs its own span: those of the others have to end.
      const entry = known?.get(message) ?? safelyOwn('starting a create span', this.#create, message, name);
      this.#contexts.push(entry?.context);
    }
  }

  #known(): ReadonlyMap<object, Entry> {
    return new Map(this.#entries.map((entry) => [entry.message, entry]));
  }

  readonly #create = (message: object, name: string): Entry => {
    const entry = this.#entryOf(message, name);
    this.#entries.push(entry);
    return entry;
  };

  #entryOf(message: object, name: string): Entry {
    const id = (message as { Id?: unknown }).Id;
    const carries = hasOwnContext(message, this.#options.awsTraceHeader);
    const own = carries ? creationContext(message, this.#options) : undefined;
    if (carries && !isRelayed(message, own)) return { message, id, own };
    const attributes = copyToExtend(this.#constants);
    // Without its attributes, it is still the span that the message's consumer links to.
    safelyOwn('describing a message', this.#describeMessage, attributes, message);
    const options: SpanOptions = { kind: SpanKind.PRODUCER, attributes };
    if (own !== undefined) options.links = [{ context: own }];
    const span = this.#tracer.startSpan(name, options, this.#parent);
    return { message, id, span, context: withSpan(this.#parent, span) };
  }

  readonly #describeMessage = (attributes: Attributes, message: object): void => {
    const facts = this.#questions.create?.(message, this.#options);
    if (facts !== undefined) this.#operation.kind.service.semconv.request(attributes, facts, this.#naming);
  };

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
    if (results !== undefined) for (const result of results) byId.set(result.id, result);
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
