import { once } from 'node:events';
import { Consumer, type ConsumerOptions } from 'sqs-consumer';

/** Runs a consumer until it has handled what a poll brought, and has come to rest. */
export async function handleOnce(options: ConsumerOptions): Promise<{ errors: Error[] }> {
  const errors: Error[] = [];
  const consumer = Consumer.create({ waitTimeSeconds: 0, pollingWaitTimeMs: 5, ...options });
  for (const event of ['error', 'processing_error', 'timeout_error'] as const) {
    consumer.on(event, (error: Error) => void errors.push(error));
  }
  const handled = once(consumer, 'response_processed');
  consumer.start();
  await Promise.race([handled, once(consumer, 'empty')]);
  consumer.stop();
  return { errors };
}
