import {
  type Attributes,
  type AttributeValue,
  type Exception,
  INVALID_SPAN_CONTEXT,
  type Link,
  type Span,
  type SpanContext,
  type SpanStatus,
  type TimeInput,
} from '@opentelemetry/api';

/**
 * Stands in for a span of which it is not known yet whether it will exist: a span that was started cannot be taken back.
 * What is said to it is repeated to the real span, if there is one in the end.
 */
export class DeferredSpan implements Span {
  #said: ((span: Span) => void)[] = [];

  repeatTo(span: Span): void {
    for (const say of this.#said) say(span);
    this.#said = [];
  }

  spanContext(): SpanContext {
    return INVALID_SPAN_CONTEXT;
  }

  setAttribute(key: string, value: AttributeValue): this {
    return this.#say((span) => span.setAttribute(key, value));
  }

  setAttributes(attributes: Attributes): this {
    return this.#say((span) => span.setAttributes(attributes));
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    return this.#say((span) => span.addEvent(name, attributesOrTime, time));
  }

  addLink(link: Link): this {
    return this.#say((span) => span.addLink(link));
  }

  addLinks(links: Link[]): this {
    return this.#say((span) => span.addLinks(links));
  }

  setStatus(status: SpanStatus): this {
    return this.#say((span) => span.setStatus(status));
  }

  updateName(name: string): this {
    return this.#say((span) => span.updateName(name));
  }

  recordException(exception: Exception, time?: TimeInput): void {
    this.#say((span) => span.recordException(exception, time));
  }

  /** Whoever started the call ends its span. */
  end(): void {}

  isRecording(): boolean {
    return true;
  }

  #say(say: (span: Span) => void): this {
    this.#said.push(say);
    return this;
  }
}
