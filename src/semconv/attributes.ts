/**
 * Every attribute name of this package, and the only place that spells them. They are copied and not imported, as the
 * conventions package asks for names of its `incubating` entry, which may change in a minor release.
 * @see https://github.com/open-telemetry/opentelemetry-js/tree/main/semantic-conventions#unstable-semconv
 */

// https://opentelemetry.io/docs/specs/semconv/cloud-providers/aws-sdk/
export const ATTR_RPC_SYSTEM = 'rpc.system';
export const ATTR_RPC_SYSTEM_NAME = 'rpc.system.name';
export const ATTR_RPC_SERVICE = 'rpc.service';
export const ATTR_RPC_METHOD = 'rpc.method';
export const ATTR_AWS_REGION = 'aws.region';
export const ATTR_CLOUD_REGION = 'cloud.region';
export const ATTR_AWS_REQUEST_ID = 'aws.request_id';
export const ATTR_AWS_EXTENDED_REQUEST_ID = 'aws.extended_request_id';
export const ATTR_AWS_REQUEST_ATTEMPTS = 'aws.request.attempts';
export const ATTR_AWS_REQUEST_TOTAL_RETRY_DELAY = 'aws.request.total_retry_delay';
export const ATTR_HTTP_STATUS_CODE = 'http.status_code';
export const ATTR_HTTP_RESPONSE_STATUS_CODE = 'http.response.status_code';
export const ATTR_SERVER_ADDRESS = 'server.address';
export const ATTR_SERVER_PORT = 'server.port';
export const ATTR_ERROR_TYPE = 'error.type';

// https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/
export const ATTR_MESSAGING_SYSTEM = 'messaging.system';
export const ATTR_MESSAGING_SYSTEM_NAME = 'messaging.system.name';
export const ATTR_MESSAGING_OPERATION_NAME = 'messaging.operation.name';
export const ATTR_MESSAGING_OPERATION_TYPE = 'messaging.operation.type';
export const ATTR_MESSAGING_DESTINATION_NAME = 'messaging.destination.name';
export const ATTR_MESSAGING_MESSAGE_ID = 'messaging.message.id';
export const ATTR_MESSAGING_MESSAGE_BODY_SIZE = 'messaging.message.body.size';
export const ATTR_MESSAGING_MESSAGE_CONVERSATION_ID = 'messaging.message.conversation_id';
export const ATTR_MESSAGING_BATCH_MESSAGE_COUNT = 'messaging.batch.message_count';

// https://opentelemetry.io/docs/specs/semconv/messaging/sqs/ and the product's own detail
export const ATTR_AWS_SQS_QUEUE_URL = 'aws.sqs.queue.url';
export const ATTR_MESSAGING_SQS_QUEUE_ACCOUNT_ID = 'messaging.sqs.queue.account_id';
export const ATTR_MESSAGING_SQS_QUEUE_REGION = 'messaging.sqs.queue.region';
export const ATTR_MESSAGING_SQS_MESSAGE_ID = 'messaging.sqs.message.id';
export const ATTR_MESSAGING_SQS_MESSAGE_BODY_SIZE = 'messaging.sqs.message.body_size';
export const ATTR_MESSAGING_SQS_MESSAGE_DELAY_SECONDS = 'messaging.sqs.message.delay_seconds';
export const ATTR_MESSAGING_SQS_MESSAGE_CUSTOM_ATTRIBUTES_COUNT = 'messaging.sqs.message.custom_attributes_count';
export const ATTR_MESSAGING_SQS_MESSAGE_GROUP_ID = 'messaging.sqs.message.group_id';
export const ATTR_MESSAGING_SQS_MESSAGE_DEDUPLICATION_ID = 'messaging.sqs.message.deduplication_id';
export const ATTR_MESSAGING_SQS_MESSAGE_MD5_OF_BODY = 'messaging.sqs.message.md5_of_body';
export const ATTR_MESSAGING_SQS_MESSAGE_SEQUENCE_NUMBER = 'messaging.sqs.message.sequence_number';
export const ATTR_MESSAGING_SQS_MESSAGE_SENT_TIMESTAMP = 'messaging.sqs.message.sent_timestamp';
export const ATTR_MESSAGING_SQS_MESSAGE_APPROXIMATE_RECEIVE_COUNT = 'messaging.sqs.message.approximate_receive_count';
export const ATTR_MESSAGING_SQS_MESSAGE_APPROXIMATE_FIRST_RECEIVE_TIMESTAMP =
  'messaging.sqs.message.approximate_first_receive_timestamp';
export const ATTR_MESSAGING_SQS_MESSAGE_QUEUE_TIME_MS = 'messaging.sqs.message.queue_time_ms';
export const ATTR_MESSAGING_SQS_BATCH_SIZE = 'messaging.sqs.batch.size';
export const ATTR_MESSAGING_SQS_BATCH_TOTAL_BODY_SIZE = 'messaging.sqs.batch.total_body_size';
export const ATTR_MESSAGING_SQS_BATCH_SUCCESS_COUNT = 'messaging.sqs.batch.success_count';
export const ATTR_MESSAGING_SQS_BATCH_FAILED_COUNT = 'messaging.sqs.batch.failed_count';
export const ATTR_MESSAGING_SQS_BATCH_FAILURE_CODES = 'messaging.sqs.batch.failure_codes';
export const ATTR_MESSAGING_SQS_RECEIVE_MAX_MESSAGES = 'messaging.sqs.receive.max_messages';
export const ATTR_MESSAGING_SQS_RECEIVE_WAIT_TIME_SECONDS = 'messaging.sqs.receive.wait_time_seconds';
export const ATTR_MESSAGING_SQS_RECEIVE_VISIBILITY_TIMEOUT = 'messaging.sqs.receive.visibility_timeout';
export const ATTR_MESSAGING_SQS_RECEIVE_MESSAGE_COUNT = 'messaging.sqs.receive.message_count';
export const ATTR_MESSAGING_SQS_RECEIVE_TOTAL_BODY_SIZE = 'messaging.sqs.receive.total_body_size';
export const ATTR_MESSAGING_SQS_DEAD_LETTER_SOURCE_QUEUE = 'messaging.sqs.dead_letter.source_queue';
export const ATTR_MESSAGING_SQS_PROCESS_OUTCOME = 'messaging.sqs.process.outcome';
export const ATTR_MESSAGING_SQS_VISIBILITY_TIMEOUT_OVERRUN_MS = 'messaging.sqs.visibility_timeout.overrun_ms';
export const ATTR_MESSAGING_SQS_RETRY_COUNT = 'messaging.sqs.retry.count';
export const ATTR_MESSAGING_SQS_FORWARD_REASON = 'messaging.sqs.forward.reason';
/** Why a trace context did not fit into a message: `attribute_limit` or `message_size`. */
export const ATTR_MESSAGING_SQS_PROPAGATION_DROP_REASON = 'messaging.sqs.propagation.drop_reason';
/** On links of retried and forwarded messages: `original_message` or `processing_attempt`. */
export const ATTR_RELATIONSHIP = 'relationship';
/** Prefix for `capturedMessageAttributes`. The attribute's name in lower case follows. */
export const ATTR_PREFIX_MESSAGING_SQS_MESSAGE = 'messaging.sqs.message.';

// https://opentelemetry.io/docs/specs/semconv/exceptions/exceptions-spans/
export const EVENT_EXCEPTION = 'exception';
export const ATTR_EXCEPTION_TYPE = 'exception.type';
export const ATTR_EXCEPTION_MESSAGE = 'exception.message';

/** Event of a process span that lasted longer than the visibility timeout of its receive. */
export const EVENT_MESSAGING_SQS_VISIBILITY_TIMEOUT_EXCEEDED = 'messaging.sqs.visibility_timeout.exceeded';
/** Event of a process span whose message was sent on: names where to, and the new message. */
export const EVENT_MESSAGING_MESSAGE_FORWARDED = 'messaging.message.forwarded';

// https://opentelemetry.io/docs/specs/semconv/faas/aws-lambda/
export const ATTR_FAAS_TRIGGER = 'faas.trigger';
export const ATTR_FAAS_INVOCATION_ID = 'faas.invocation_id';
export const ATTR_FAAS_COLDSTART = 'faas.coldstart';
export const ATTR_FAAS_NAME = 'faas.name';
export const ATTR_FAAS_VERSION = 'faas.version';
export const ATTR_AWS_LAMBDA_INVOKED_ARN = 'aws.lambda.invoked_arn';
export const ATTR_CLOUD_PROVIDER = 'cloud.provider';
export const ATTR_CLOUD_PLATFORM = 'cloud.platform';
export const ATTR_CLOUD_ACCOUNT_ID = 'cloud.account.id';
export const ATTR_CLOUD_RESOURCE_ID = 'cloud.resource_id';
/** Of a link: where its span context comes from. */
export const ATTR_LINK_SOURCE = 'source';

// https://opentelemetry.io/docs/specs/semconv/faas/faas-spans/#incoming-invocations
export const ATTR_FAAS_TIME = 'faas.time';
export const ATTR_FAAS_DOCUMENT_COLLECTION = 'faas.document.collection';
export const ATTR_FAAS_DOCUMENT_OPERATION = 'faas.document.operation';
export const ATTR_FAAS_DOCUMENT_TIME = 'faas.document.time';
export const ATTR_FAAS_DOCUMENT_NAME = 'faas.document.name';

// https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server
export const ATTR_HTTP_REQUEST_METHOD = 'http.request.method';
export const ATTR_HTTP_REQUEST_METHOD_ORIGINAL = 'http.request.method_original';
export const ATTR_HTTP_ROUTE = 'http.route';
export const ATTR_URL_PATH = 'url.path';
export const ATTR_URL_SCHEME = 'url.scheme';
export const ATTR_USER_AGENT_ORIGINAL = 'user_agent.original';

// https://opentelemetry.io/docs/specs/semconv/messaging/sns/
export const ATTR_AWS_SNS_TOPIC_ARN = 'aws.sns.topic.arn';
export const ATTR_MESSAGING_SNS_BATCH_SUCCESS_COUNT = 'messaging.sns.batch.success_count';
export const ATTR_MESSAGING_SNS_BATCH_FAILED_COUNT = 'messaging.sns.batch.failed_count';
export const ATTR_MESSAGING_SNS_BATCH_FAILURE_CODES = 'messaging.sns.batch.failure_codes';

// https://opentelemetry.io/docs/specs/semconv/faas/faas-spans/#outgoing-invocations
export const ATTR_FAAS_INVOKED_NAME = 'faas.invoked_name';
export const ATTR_FAAS_INVOKED_PROVIDER = 'faas.invoked_provider';
export const ATTR_FAAS_INVOKED_REGION = 'faas.invoked_region';
export const ATTR_AWS_LAMBDA_INVOCATION_TYPE = 'aws.lambda.invocation_type';
export const ATTR_AWS_LAMBDA_RESOURCE_MAPPING_ID = 'aws.lambda.resource_mapping.id';

// https://opentelemetry.io/docs/specs/semconv/registry/attributes/aws/ Names that it does not have are in its style.
export const ATTR_AWS_EVENTBRIDGE_EVENT_BUS_NAME = 'aws.eventbridge.event_bus.name';
export const ATTR_AWS_EVENTBRIDGE_ENTRY_COUNT = 'aws.eventbridge.entry_count';
export const ATTR_AWS_EVENTBRIDGE_FAILED_ENTRY_COUNT = 'aws.eventbridge.failed_entry_count';
export const ATTR_AWS_EVENTBRIDGE_FAILURE_CODES = 'aws.eventbridge.failure_codes';
export const ATTR_AWS_EVENTBRIDGE_EVENT_SOURCE = 'aws.eventbridge.event.source';
export const ATTR_AWS_EVENTBRIDGE_EVENT_DETAIL_TYPE = 'aws.eventbridge.event.detail_type';
export const ATTR_AWS_KINESIS_STREAM_NAME = 'aws.kinesis.stream_name';
export const ATTR_AWS_KINESIS_RECORD_COUNT = 'aws.kinesis.record_count';
export const ATTR_AWS_KINESIS_FAILED_RECORD_COUNT = 'aws.kinesis.failed_record_count';
export const ATTR_AWS_KINESIS_FAILURE_CODES = 'aws.kinesis.failure_codes';
export const ATTR_AWS_STEP_FUNCTIONS_STATE_MACHINE_ARN = 'aws.step_functions.state_machine.arn';
export const ATTR_AWS_STEP_FUNCTIONS_ACTIVITY_ARN = 'aws.step_functions.activity.arn';
export const ATTR_AWS_SECRETSMANAGER_SECRET_ARN = 'aws.secretsmanager.secret.arn';

// #region scheduler
// No convention knows EventBridge Scheduler: in the manner of https://opentelemetry.io/docs/specs/semconv/registry/attributes/aws/
export const ATTR_AWS_SCHEDULER_SCHEDULE_NAME = 'aws.scheduler.schedule.name';
export const ATTR_AWS_SCHEDULER_SCHEDULE_GROUP_NAME = 'aws.scheduler.schedule_group.name';
export const ATTR_AWS_SCHEDULER_TARGET_ARN = 'aws.scheduler.target.arn';
// #endregion

// https://opentelemetry.io/docs/specs/semconv/object-stores/s3/ and the product's own detail of a body
export const ATTR_AWS_S3_BUCKET = 'aws.s3.bucket';
export const ATTR_AWS_S3_KEY = 'aws.s3.key';
export const ATTR_AWS_S3_COPY_SOURCE = 'aws.s3.copy_source';
export const ATTR_AWS_S3_DELETE = 'aws.s3.delete';
export const ATTR_AWS_S3_PART_NUMBER = 'aws.s3.part_number';
export const ATTR_AWS_S3_UPLOAD_ID = 'aws.s3.upload_id';
export const ATTR_AWS_S3_BODY_BYTES_READ = 'aws.s3.body.bytes_read';
export const ATTR_AWS_S3_BODY_OUTCOME = 'aws.s3.body.outcome';

// Names of this product, for the calls that one run of an SDK waiter or paginator makes
export const ATTR_AWS_SDK_HELPER_NAME = 'aws.sdk.helper.name';
export const ATTR_AWS_SDK_HELPER_RUN_ID = 'aws.sdk.helper.run_id';

// https://opentelemetry.io/docs/specs/semconv/registry/attributes/code/ The names for values are ours, in the same
// style.
export const ATTR_CODE_FUNCTION_NAME = 'code.function.name';
export const ATTR_CODE_FILE_PATH = 'code.file.path';
export const ATTR_CODE_LINE_NUMBER = 'code.line.number';
export const ATTR_CODE_FUNCTION_ARGUMENTS = 'code.function.arguments';
export const ATTR_CODE_FUNCTION_RESULT = 'code.function.result';

// https://opentelemetry.io/docs/specs/semconv/messaging/kafka/ and rabbitmq/. The second name of each pair is the
// newest one.
export const ATTR_MESSAGING_DESTINATION_TEMPORARY = 'messaging.destination.temporary';
export const ATTR_MESSAGING_DESTINATION_ANONYMOUS = 'messaging.destination.anonymous';
export const ATTR_MESSAGING_DESTINATION_PARTITION_ID = 'messaging.destination.partition.id';
export const ATTR_MESSAGING_CONSUMER_GROUP_NAME = 'messaging.consumer.group.name';
export const ATTR_MESSAGING_KAFKA_OFFSET = 'messaging.kafka.offset';
export const ATTR_KAFKA_OFFSET = 'kafka.offset';
export const ATTR_MESSAGING_RABBITMQ_DESTINATION_ROUTING_KEY = 'messaging.rabbitmq.destination.routing_key';
export const ATTR_RABBITMQ_DESTINATION_ROUTING_KEY = 'rabbitmq.destination.routing_key';
export const ATTR_MESSAGING_RABBITMQ_MESSAGE_DELIVERY_TAG = 'messaging.rabbitmq.message.delivery_tag';
export const ATTR_RABBITMQ_MESSAGE_DELIVERY_TAG = 'rabbitmq.message.delivery_tag';
/** The name that the stock instrumentation of amqplib uses for a routing key. */
export const ATTR_MESSAGING_RABBITMQ_ROUTING_KEY = 'messaging.rabbitmq.routing_key';
/** Names of this product for messages of other brokers. They mean the same as `messaging.sqs.*` means for SQS. */
export const ATTR_MESSAGING_RABBITMQ_MESSAGE_REDELIVERED = 'messaging.rabbitmq.message.redelivered';
export const ATTR_MESSAGING_MESSAGE_QUEUE_TIME_MS = 'messaging.message.queue_time_ms';
export const ATTR_MESSAGING_DEAD_LETTER_SOURCE_QUEUE = 'messaging.dead_letter.source_queue';
export const ATTR_MESSAGING_RETRY_COUNT = 'messaging.retry.count';
export const ATTR_MESSAGING_FORWARD_REASON = 'messaging.forward.reason';
export const ATTR_MESSAGING_BATCH_SUCCESS_COUNT = 'messaging.batch.success_count';
export const ATTR_MESSAGING_BATCH_FAILED_COUNT = 'messaging.batch.failed_count';

export * from './databaseAttributes';
export * from './genAiAttributes';
export * from './serviceAttributes';
