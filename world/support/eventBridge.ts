import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** A bus whose one rule sends every event to a queue. */
export interface EventBridge {
  readonly endpoint: string;
  /** The queue that the rule names from now on. */
  target(queueUrl: string): void;
  stop(): Promise<void>;
}

interface Entry {
  readonly Source?: string;
  readonly DetailType?: string;
  readonly Detail?: string;
  readonly TraceHeader?: string;
}

/**
 * PutEvents of EventBridge, as AWS does it with the trace header: that of the entry, else that of the request, goes to
 * the target. Neither fauxqs nor moto does that. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html
 */
export async function startEventBridge(sqs: SQSClient): Promise<EventBridge> {
  let queueUrl = '';
  const deliver = async (request: IncomingMessage): Promise<object> => {
    const { Entries } = JSON.parse(await text(request)) as { readonly Entries: readonly Entry[] };
    const header = String(request.headers['x-amzn-trace-id'] ?? '');
    const ids: { EventId: string }[] = [];
    for (const entry of Entries) {
      const EventId = randomUUID();
      const trace = entry.TraceHeader ?? header;
      const AWSTraceHeader = { DataType: 'String', StringValue: trace };
      const MessageBody = eventOf(EventId, entry);
      const MessageSystemAttributes = trace === '' ? {} : { AWSTraceHeader };
      await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody, MessageSystemAttributes }));
      ids.push({ EventId });
    }
    return { FailedEntryCount: 0, Entries: ids };
  };
  const server = createServer((request, response) => {
    const answer = (status: number, body: object): void => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
    };
    deliver(request).then(
      (body) => answer(200, body),
      (error: unknown) => answer(400, { __type: 'InternalException', message: String(error) }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    target(url) {
      queueUrl = url;
    },
    async stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html */
function eventOf(id: string, { Source, DetailType, Detail = '{}' }: Entry): string {
  return JSON.stringify({
    version: '0',
    id,
    'detail-type': DetailType,
    source: Source,
    account: '000000000000',
    time: '2026-01-01T00:00:00Z',
    region: 'us-east-1',
    resources: [],
    detail: JSON.parse(Detail) as unknown,
  });
}
