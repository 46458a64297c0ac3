import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs';
import {
  type Attributes,
  type Context,
  type Link,
  SpanKind,
  SpanStatusCode,
  context,
  propagation,
  trace,
} from '@opentelemetry/api';

/** The active context, as message attributes. */
export function traceAttributes(): Record<string, MessageAttributeValue> {
  const headers: Record<string, string> = {};
  propagation.inject(context.active(), headers);
  const attributes = Object.entries(headers).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]);
  return Object.fromEntries(attributes) as Record<string, MessageAttributeValue>;
}

/** The context that a message brings. */
function contextOf({ MessageAttributes = {} }: Message): Context {
  const headers: Record<string, string> = {};
  for (const [name, { StringValue }] of Object.entries(MessageAttributes)) {
    if (StringValue !== undefined) headers[name] = StringValue;
  }
  return propagation.extract(context.active(), headers);
}

function linkTo(message: Message): Link[] {
  const producer = trace.getSpanContext(contextOf(message));
  return producer === undefined ? [] : [{ context: producer }];
}

const queue = (url: string): string => url.split('/').at(-1) ?? '';
const attributesOf = (url: string): Attributes => ({
  'messaging.system': 'aws_sqs',
  'messaging.destination': url,
  'messaging.destination_kind': 'queue',
});

/** Sends in a span of its own. */
export function tracedSend<T extends { MessageId?: string | undefined }>(url: string, send: () => Promise<T>) {
  return inSpan(`sqs.send ${queue(url)}`, SpanKind.PRODUCER, attributesOf(url), [], context.active(), send);
}

/** Processes a message in a span below the one that sent it. */
export function tracedProcess(url: string, message: Message, work: () => Promise<void>): Promise<void> {
  const attributes = {
    ...attributesOf(url),
    'messaging.operation': 'process',
    'messaging.message_id': message.MessageId ?? '',
  };
  return inSpan(`sqs.process ${queue(url)}`, SpanKind.CONSUMER, attributes, [], contextOf(message), work);
}

/** Processes messages in one span that links to all who sent them. */
export function tracedBatch(url: string, messages: Message[], work: () => Promise<void>): Promise<void> {
  const attributes = { ...attributesOf(url), 'messaging.batch_size': messages.length };
  return inSpan('process-batch', SpanKind.CONSUMER, attributes, messages.flatMap(linkTo), context.active(), work);
}

function inSpan<T>(
  name: string,
  kind: SpanKind,
  attributes: Attributes,
  links: Link[],
  parent: Context,
  work: () => Promise<T>,
): Promise<T> {
  return trace.getTracer('orders').startActiveSpan(name, { kind, attributes, links }, parent, async (span) => {
    try {
      const result = await work();
      const { MessageId } = (result ?? {}) as { MessageId?: string };
      if (MessageId !== undefined) span.setAttribute('messaging.message_id', MessageId);
      return result;
    } catch (error) {
      span.recordException(error as Error);
      span.setStatus({ code: SpanStatusCode.ERROR, message: String(error) });
      throw error;
    } finally {
      span.end();
    }
  });
}
