import { SQSClient } from '@aws-sdk/client-sqs';

type Send = (...args: unknown[]) => unknown;

/** The prototype of the SDK's base class, which has the `send` that all clients inherit. */
export const BASE: { send: Send } = Object.getPrototypeOf(SQSClient.prototype);

/** Its `send` as the SDK made it: every suite takes the instrumentation off when it is done. */
export function originalSend(): Send {
  return BASE.send;
}
