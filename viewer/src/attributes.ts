/** The names of attributes and metrics that the viewer knows: the one file of it that spells them. */
export const EVENT_EXCEPTION = 'exception';
export const ATTR_ERROR_TYPE = 'error.type';
export const ATTR_EXCEPTION_TYPE = 'exception.type';
export const ATTR_EXCEPTION_MESSAGE = 'exception.message';
export const ATTR_HTTP_RESPONSE_STATUS_CODE = 'http.response.status_code';
export const ATTR_AWS_REQUEST_ATTEMPTS = 'aws.request.attempts';
export const ATTR_AWS_REQUEST_TOTAL_RETRY_DELAY = 'aws.request.total_retry_delay';
export const ATTR_AWS_S3_BUCKET = 'aws.s3.bucket';
export const ATTR_AWS_DYNAMODB_TABLE_NAMES = 'aws.dynamodb.table_names';
export const ATTR_FAAS_INVOKED_NAME = 'faas.invoked_name';
export const ATTR_AWS_EVENTBRIDGE_EVENT_BUS_NAME = 'aws.eventbridge.event_bus.name';
export const ATTR_AWS_KINESIS_STREAM_NAME = 'aws.kinesis.stream_name';
export const ATTR_MESSAGING_DESTINATION_NAME = 'messaging.destination.name';
export const ATTR_MESSAGING_MESSAGE_ID = 'messaging.message.id';
export const ATTR_MESSAGING_BATCH_MESSAGE_COUNT = 'messaging.batch.message_count';
export const ATTR_MESSAGING_SQS_BATCH_SIZE = 'messaging.sqs.batch.size';
export const ATTR_MESSAGING_SQS_BATCH_FAILED_COUNT = 'messaging.sqs.batch.failed_count';
export const ATTR_MESSAGING_SQS_BATCH_FAILURE_CODES = 'messaging.sqs.batch.failure_codes';
export const ATTR_MESSAGING_SNS_BATCH_FAILED_COUNT = 'messaging.sns.batch.failed_count';
export const ATTR_MESSAGING_SNS_BATCH_FAILURE_CODES = 'messaging.sns.batch.failure_codes';
export const ATTR_MESSAGING_SQS_RECEIVE_MESSAGE_COUNT = 'messaging.sqs.receive.message_count';
export const ATTR_MESSAGING_SQS_DEAD_LETTER_SOURCE_QUEUE = 'messaging.sqs.dead_letter.source_queue';
export const ATTR_MESSAGING_SQS_FORWARD_REASON = 'messaging.sqs.forward.reason';
export const ATTR_MESSAGING_SQS_MESSAGE_APPROXIMATE_RECEIVE_COUNT = 'messaging.sqs.message.approximate_receive_count';
export const ATTR_MESSAGING_SQS_MESSAGE_GROUP_ID = 'messaging.sqs.message.group_id';
export const ATTR_MESSAGING_SQS_MESSAGE_QUEUE_TIME_MS = 'messaging.sqs.message.queue_time_ms';
export const ATTR_MESSAGING_SQS_PROCESS_OUTCOME = 'messaging.sqs.process.outcome';
export const ATTR_MESSAGING_SQS_RETRY_COUNT = 'messaging.sqs.retry.count';

export const ATTR_SERVICE_NAME = 'service.name';
export const ATTR_FAAS_NAME = 'faas.name';
export const ATTR_RPC_METHOD = 'rpc.method';
export const ATTR_RELATIONSHIP = 'relationship';
export const ATTR_MESSAGING_SYSTEM = 'messaging.system';
export const ATTR_MESSAGING_SYSTEM_NAME = 'messaging.system.name';
export const ATTR_MESSAGING_OPERATION_TYPE = 'messaging.operation.type';
export const ATTR_MESSAGING_OPERATION_NAME = 'messaging.operation.name';
export const ATTR_MESSAGING_MESSAGE_QUEUE_TIME_MS = 'messaging.message.queue_time_ms';
export const ATTR_MESSAGING_DEAD_LETTER_SOURCE_QUEUE = 'messaging.dead_letter.source_queue';
export const ATTR_MESSAGING_CONSUMER_GROUP_NAME = 'messaging.consumer.group.name';
export const ATTR_MESSAGING_DESTINATION_PARTITION_ID = 'messaging.destination.partition.id';
export const ATTR_MESSAGING_KAFKA_OFFSET = 'messaging.kafka.offset';

// Older conventions: other languages still write them.
export const ATTR_MESSAGING_OPERATION = 'messaging.operation';
export const ATTR_MESSAGING_DESTINATION = 'messaging.destination';
export const ATTR_MESSAGING_URL = 'messaging.url';
export const ATTR_AWS_QUEUE_URL = 'aws.queue.url';
export const ATTR_AWS_SQS_QUEUE_URL = 'aws.sqs.queue.url';
export const ATTR_MESSAGING_SOURCE_NAME = 'messaging.source.name';
export const ATTR_MESSAGING_MESSAGE_ID_OLD = 'messaging.message_id';
export const ATTR_MESSAGING_KAFKA_MESSAGE_OFFSET = 'messaging.kafka.message.offset';
export const ATTR_MESSAGING_KAFKA_PARTITION = 'messaging.kafka.partition';
export const ATTR_MESSAGING_KAFKA_DESTINATION_PARTITION = 'messaging.kafka.destination.partition';
export const ATTR_MESSAGING_KAFKA_CONSUMER_GROUP = 'messaging.kafka.consumer.group';
export const ATTR_MESSAGING_KAFKA_CONSUMER_GROUP_OLD = 'messaging.kafka.consumer_group';

/** Names of the same fact, the one to show first. */
export const TWINS: readonly (readonly string[])[] = [
  [ATTR_MESSAGING_SYSTEM, ATTR_MESSAGING_SYSTEM_NAME],
  [ATTR_MESSAGING_OPERATION_NAME, ATTR_MESSAGING_OPERATION_TYPE, ATTR_MESSAGING_OPERATION],
  [ATTR_MESSAGING_MESSAGE_ID, 'messaging.sqs.message.id', ATTR_MESSAGING_MESSAGE_ID_OLD],
  [ATTR_MESSAGING_DESTINATION_NAME, ATTR_MESSAGING_DESTINATION, ATTR_MESSAGING_SOURCE_NAME],
  [ATTR_AWS_SQS_QUEUE_URL, ATTR_AWS_QUEUE_URL, ATTR_MESSAGING_URL],
  ['messaging.message.body.size', 'messaging.sqs.message.body_size'],
  [
    ATTR_MESSAGING_BATCH_MESSAGE_COUNT,
    ATTR_MESSAGING_SQS_BATCH_SIZE,
    ATTR_MESSAGING_SQS_RECEIVE_MESSAGE_COUNT,
    'messaging.sns.batch.size',
  ],
  [ATTR_MESSAGING_KAFKA_OFFSET, ATTR_MESSAGING_KAFKA_MESSAGE_OFFSET],
  [ATTR_MESSAGING_DESTINATION_PARTITION_ID, ATTR_MESSAGING_KAFKA_DESTINATION_PARTITION, ATTR_MESSAGING_KAFKA_PARTITION],
  [ATTR_MESSAGING_CONSUMER_GROUP_NAME, ATTR_MESSAGING_KAFKA_CONSUMER_GROUP, ATTR_MESSAGING_KAFKA_CONSUMER_GROUP_OLD],
  ['messaging.rabbitmq.destination.routing_key', 'messaging.rabbitmq.routing_key'],
  ['cloud.region', 'aws.region', 'messaging.sqs.queue.region'],
  ['cloud.account.id', 'messaging.sqs.queue.account_id'],
  [ATTR_HTTP_RESPONSE_STATUS_CODE, 'http.status_code'],
  ['http.request.method', 'http.method'],
  ['url.full', 'http.url'],
  ['url.path', 'http.target', 'http.route'],
  ['server.address', 'net.peer.name', 'http.host'],
  ['server.port', 'net.peer.port'],
  ['rpc.system', 'rpc.system.name'],
  ['aws.request_id', 'aws.request.id', 'aws.requestId'],
  ['db.system', 'db.system.name'],
  ['db.operation', 'db.operation.name'],
  ['db.query.text', 'db.statement'],
  ['gen_ai.provider.name', 'gen_ai.system'],
];

/** The name of SQS in the conventions. @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/messaging/ */
export const SYSTEM_SQS = 'aws_sqs';
/** Systems that some call by another name, in lower case. */
export const SYSTEMS: ReadonlyMap<string, string> = new Map([
  ['aws.sqs', SYSTEM_SQS],
  ['amazonsqs', SYSTEM_SQS],
  ['sqs', SYSTEM_SQS],
  ['aws_sns', 'aws.sns'],
  ['amazonsns', 'aws.sns'],
]);

/** What the plots are drawn from. */
export const METRIC_QUEUE_TIMES = ['messaging.sqs.queue_time', 'messaging.queue_time'];
export const METRIC_PROCESS_DURATION = 'messaging.process.duration';
