import { processMessage, wrapHandler } from 'opentelemetry-instrumentation-sqs';

interface KafkaEvent {
  readonly records: Readonly<Record<string, readonly { readonly value: string }[]>>;
}

interface RabbitEvent {
  readonly rmqMessagesByQueue: Readonly<Record<string, readonly { readonly data: string }[]>>;
}

type Handle = (order: unknown) => Promise<void>;

export function functions(handle: Handle) {
  // #region lambda
  const parse = (base64: string): unknown => JSON.parse(Buffer.from(base64, 'base64').toString());

  const onKafka = wrapHandler(async ({ records }: KafkaEvent) => {
    for (const record of Object.values(records).flat()) {
      await processMessage(record, () => handle(parse(record.value)));
    }
  });

  const onRabbit = wrapHandler(async ({ rmqMessagesByQueue }: RabbitEvent) => {
    for (const message of Object.values(rmqMessagesByQueue).flat()) {
      await processMessage(message, () => handle(parse(message.data)), { destination: 'orders' });
    }
  });
  // #endregion
  return { onKafka, onRabbit };
}
