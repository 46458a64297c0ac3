import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Message } from '@aws-sdk/client-sqs';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { processMessage } from 'opentelemetry-instrumentation-sqs';

export async function store(db: DynamoDBClient, TableName: string, message: Message): Promise<void> {
  // #region dynamodb
  await processMessage(message, async ({ MessageId = '', Body = '' }) => {
    await db.send(new PutItemCommand({ TableName, Item: { id: { S: MessageId }, order: { S: Body } } }));
  });
  // #endregion
}

// #region client
/** The query function of a client without an instrumentation. */
export type Query = (text: string, values?: readonly unknown[]) => Promise<unknown[]>;

/** The same function with a client span for each query. */
export function traceQueries(query: Query, system: string, namespace: string): Query {
  return (text, values) => {
    const [operation = 'QUERY'] = text.trim().toUpperCase().split(/\s/, 1);
    const attributes = {
      'db.system.name': system,
      'db.namespace': namespace,
      'db.operation.name': operation,
      // The text has placeholders. The values may be secret.
      'db.query.text': text,
    };
    const tracer = trace.getTracer('database');
    return tracer.startActiveSpan(`${operation} ${namespace}`, { kind: SpanKind.CLIENT, attributes }, async (span) => {
      try {
        return await query(text, values);
      } catch (error) {
        span.setAttribute('error.type', error instanceof Error ? error.name : '_OTHER');
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    });
  };
}
// #endregion
