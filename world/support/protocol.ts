/** What an agent is asked to do. Each agent takes it as a line of JSON. */
export interface Command {
  readonly command:
    | 'produce'
    | 'consume'
    | 'invoke'
    | 'kafkaProduce'
    | 'kafkaConsume'
    | 'rabbitProduce'
    | 'rabbitConsume';
  /** Propagators, in the order in which the application composes them. */
  readonly propagators?: readonly string[];
  /** How the application's instrumentation is set up; each agent knows its own. */
  readonly setting?: string;
  readonly route?: 'sqs' | 'batch' | 'fifo' | 'sns' | 'events';
  readonly queueUrl?: string;
  readonly topicArn?: string;
  /** How many messages, one by one. */
  readonly count?: number;
  readonly endpoints?: Readonly<Record<'sqs' | 'sns' | 'events', string>>;
  /** Kafka's, as host and port. */
  readonly address?: string;
  readonly topic?: string;
  /** RabbitMQ's. */
  readonly url?: string;
  readonly queue?: string;
  /** A Lambda event. */
  readonly event?: unknown;
}

/** The identifiers of a span. */
export interface SpanId {
  readonly traceId: string;
  readonly spanId: string;
}

/** A span that ended while an agent obeyed. */
export interface ReportedSpan extends SpanId {
  readonly name: string;
  readonly kind: string;
  readonly parentSpanId?: string | null;
  readonly links: readonly SpanId[];
}

/** What an agent answers with, as a line of JSON. */
export interface Answer {
  readonly error?: string;
  readonly bodies?: readonly string[];
  /** As the handler of the message saw it. */
  readonly baggage?: Readonly<Record<string, string>>;
  /** Names of a broker message's headers. */
  readonly headers?: readonly string[];
  readonly spans: readonly ReportedSpan[];
}
