import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What an exporter of CloudWatch would be scraped for, in the place of one: nothing here answers for CloudWatch. */
export interface CloudWatch {
  readonly port: number;
  /** Messages that can be received, and the age of the oldest in seconds, by queue. */
  show(queues: Readonly<Record<string, { readonly waiting: number; readonly oldest: number }>>): void;
  stop(): void;
}

/** @see https://github.com/prometheus-community/yet-another-cloudwatch-exporter */
export async function startCloudWatch(): Promise<CloudWatch> {
  let page = '';
  const server = createServer((_request, response) => void response.setHeader('content-type', TEXT).end(page));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    show(queues) {
      page = Object.entries(queues)
        .map(([queue, { waiting, oldest }]) => {
          const labels = `{dimension_QueueName="${queue}"}`;
          return (
            `aws_sqs_approximate_number_of_messages_visible_maximum${labels} ${waiting}\n` +
            `aws_sqs_approximate_age_of_oldest_message_maximum${labels} ${oldest}\n`
          );
        })
        .join('');
    },
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

const TEXT = 'text/plain; version=0.0.4';
