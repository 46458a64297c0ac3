import { createRequire } from 'node:module';
import type * as Library from 'sqs-consumer';

/** Like an application that loads the library after its telemetry: as a static import it would come first. */
const load = createRequire(__filename);

export function sqsConsumer(): typeof Library {
  return load('sqs-consumer') as typeof Library;
}

/** Runs a consumer until it has handled what one poll brought. */
export async function handleOnce(options: Library.ConsumerOptions): Promise<{ errors: Error[] }> {
  const errors: Error[] = [];
  const note = (error: Error): void => void errors.push(error);
  const consumer = sqsConsumer().Consumer.create({ waitTimeSeconds: 0, ...options });
  consumer.on('error', note).on('processing_error', note).on('timeout_error', note);
  await new Promise<void>((resolve) => {
    const stop = (): void => {
      consumer.stop();
      resolve();
    };
    consumer.once('response_processed', stop).once('empty', stop);
    consumer.start();
  });
  return { errors };
}
