import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { untraced } from './untraced';

interface Entry {
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
  readonly TraceHeader?: string;
}

/**
 * An event bus with one rule, which sends every event to a queue, its trace header as the queue's: what EventBridge
 * does, as far as it is seen here.
 * @see https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
 */
export async function startEventBus(sqs: SQSClient, QueueUrl: string) {
  const server = createServer((request, response) => {
    void text(request).then(async (body) => {
      const { Entries } = JSON.parse(body) as { Entries: Entry[] };
      const ids = Entries.map(() => ({ EventId: randomUUID() }));
      for (const [index, { Source: source, DetailType, Detail, TraceHeader }] of Entries.entries()) {
        const event = {
          id: ids[index]?.EventId,
          'detail-type': DetailType,
          source,
          detail: JSON.parse(Detail) as unknown,
        };
        const attributes = TraceHeader && {
          MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: TraceHeader } },
        };
        await untraced(() =>
          sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(event), ...attributes })),
        );
      }
      response.setHeader('content-type', 'application/x-amz-json-1.1');
      response.end(JSON.stringify({ FailedEntryCount: 0, Entries: ids }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, stop: () => server.close().closeAllConnections() };
}
