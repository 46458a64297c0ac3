import type { RouteName } from './counterparts';

/** A message whose way is over. */
interface Gone {
  readonly producer: string;
  readonly consumer: string;
  readonly route: RouteName;
  readonly written: readonly string[];
}

const BODIES = 'looks into no body';
const CASING = 'compares names with regard to case';

/** What others do not read, wherever it comes from. */
const UNREAD: Readonly<Record<string, string>> = {
  'Node.js, stock': `The stock package reads message attributes, and with its option SNS envelopes; it does not read \`AWSTraceHeader\`, and ${CASING}: its X-Ray propagator's is \`x-amzn-trace-id\`, those of B3 are in lower case.`,
  Python: `boto3sqs ${BODIES}, does not read \`AWSTraceHeader\`, and ${CASING}: \`X-Amzn-Trace-Id\`, and those of B3 in lower case.`,
  Java: `The Java instrumentation ${BODIES}, and ${CASING}: \`X-Amzn-Trace-Id\`, and \`X-B3-SpanId\` with capitals.`,
  Go: `What is written by hand in Go, here, ${BODIES}, and ${CASING}: \`X-Amzn-Trace-Id\`, and those of B3 in lower case.`,
};

/** Why two applications are not connected; only others can be the reason. */
export function reasonOf({ producer, consumer, written, route }: Gone): string {
  if (written.length === 0) return `${producer} sends nothing by ${route} that names its span.`;
  return UNREAD[consumer] ?? `${consumer} does not read what is there.`;
}

/** Whether this consumer cannot see what this package writes: bodies, or names in another casing. */
export function isBlind(consumer: string, route: RouteName, propagation: string): boolean {
  if (consumer === 'Node.js, stock') return route === 'EventBridge' || propagation === 'X-Ray';
  return consumer === 'Python' && (route === 'SNS enveloped' || route === 'EventBridge');
}
