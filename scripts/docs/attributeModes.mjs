// Which names depend on the generation that is wanted. A test holds this against what is emitted.

/** Names that `OTEL_SEMCONV_STABILITY_OPT_IN=messaging` drops. */
export const DEPRECATED = [
  'rpc.system',
  'rpc.service',
  'aws.region',
  'http.status_code',
  'messaging.system',
  'messaging.sqs.message.id',
  'db.system',
  'messaging.kafka.offset',
  'messaging.rabbitmq.destination.routing_key',
  'messaging.rabbitmq.message.delivery_tag',
];

/** Names that are emitted only with it. */
export const NEWEST = [
  'rpc.system.name',
  'messaging.system.name',
  'kafka.offset',
  'rabbitmq.destination.routing_key',
  'rabbitmq.message.delivery_tag',
];
