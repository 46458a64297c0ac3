import { HeadBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import {
  ReceiveMessageCommand,
  type SQSClient,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import type { StubRequest } from './stubServer';

const DIFFERENT = ['authorization', 'amz-sdk-invocation-id', 'x-amz-date'];

/** A request without what differs between any two: the time, the signature over it, and a random id. */
export function comparable({ method, url, headers, body }: StubRequest): object {
  const { authorization } = headers;
  const same = Object.entries(headers).filter(([name]) => !DIFFERENT.includes(name));
  return { method, url, body, headers: same, signed: /SignedHeaders=[^,]*/.exec(authorization ?? '')?.[0] };
}

const QueueUrl = 'http://127.0.0.1/123456789012/jobs';

/** Calls into which an instrumentation that is on puts something, and one into which it does not. */
export async function callEach({ sqs, s3 }: { sqs: SQSClient; s3: S3Client }): Promise<void> {
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
  await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: 'a', MessageBody: 'x' }] }));
  await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
  await s3.send(new HeadBucketCommand({ Bucket: 'photos' }));
}

/** The spans of {@link callEach}, sorted. */
export const SPANS_OF_EACH = [
  'S3.HeadBucket',
  'SQS.ReceiveMessage',
  'SQS.SendMessage',
  'SQS.SendMessageBatch',
  'create jobs',
];
