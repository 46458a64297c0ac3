import { DATABASE_BRIEFS } from './databaseBriefs.mjs';
import { GEN_AI_BRIEFS } from './genAiBriefs.mjs';
import { SERVICE_BRIEFS } from './serviceBriefs.mjs';

/**
 * What each attribute means, and where it occurs, in the form of OpenTelemetry's contrib repository. `docs:check` fails
 * if an attribute of src/semconv/attributes.ts has no line here.
 * @type {Readonly<Record<string, Readonly<Record<string, string>>>>} briefs by place and by attribute
 */
export const ATTRIBUTE_BRIEFS = {
  'every AWS call': {
    'rpc.system': 'Always `aws-api`.',
    'rpc.system.name': 'Always `aws-api`. On `rpc.client.call.duration` in every mode.',
    'rpc.service': 'The service, by its id without blanks: `SQS`.',
    'rpc.method': 'The operation: `SendMessage`.',
    'aws.region': 'The AWS region that the client targets.',
    'cloud.region': 'The AWS region that the client targets.',
    'aws.request_id': 'The id that the service gave the request.',
    'aws.extended_request_id': 'The extended request id, of services that give one (S3).',
    'aws.request.attempts': 'How many attempts the call took, if more than one.',
    'aws.request.total_retry_delay': 'Milliseconds that the SDK waited between attempts.',
    'http.status_code': 'HTTP response status code.',
    'http.response.status_code': 'HTTP response status code.',
    'server.address': 'The host that the call went to.',
    'server.port': 'Its port.',
    'error.type': "The service's error code, that of the system or of Node.js, or the name of what was thrown.",
    'aws.sdk.helper.name': 'The waiter or paginator of the SDK that makes the call: `paginateScan`.',
    'aws.sdk.helper.run_id': 'One id for all calls of one run of it.',
  },
  'SQS, SNS, Kafka, RabbitMQ': {
    'messaging.system':
      '`aws_sqs`, `aws.sns`, `aws.eventbridge`, `kafka` or `rabbitmq`; in events of a function `aws.kinesis`, `aws.dynamodb` or `activemq`, too.',
    'messaging.system.name': 'The same, with `aws.sqs`.',
    'messaging.operation.name': 'The operation: `send`, `receive`, `delete`, `change_visibility`, `process`, `create`.',
    'messaging.operation.type':
      'Its kind, as the conventions spell it: `settle` for `delete` and `change_visibility`, else the same.',
    'messaging.destination.name':
      'The queue, topic, exchange, bus, stream or table; in a function the source of an event of EventBridge.',
    'messaging.message.id': 'The id of the one message that the span, or the link, is about.',
    'messaging.message.body.size': "Bytes of the message's body, as UTF-8.",
    'messaging.batch.message_count': 'Messages of a batch, or those that a receive brought.',
  },
  SQS: {
    'aws.sqs.queue.url': "The queue's URL.",
    'messaging.sqs.queue.account_id': "The queue's account, out of its URL.",
    'messaging.sqs.queue.region': "The queue's region, out of its URL.",
    'messaging.sqs.message.id': 'The id that SQS gave a sent message.',
    'messaging.sqs.message.body_size': "Bytes of the message's body, as UTF-8.",
    'messaging.sqs.message.delay_seconds': 'The delay that the request asked for.',
    'messaging.sqs.message.custom_attributes_count':
      'How many message attributes the application set; of a received message only where all were asked for.',
    'messaging.sqs.message.group_id': 'The message group, of a FIFO queue.',
    'messaging.sqs.message.deduplication_id': 'The deduplication id, of a FIFO queue.',
    'messaging.sqs.message.md5_of_body': 'What SQS says the MD5 of the body is.',
    'messaging.sqs.message.sequence_number': 'The sequence number, of a FIFO queue.',
    'messaging.sqs.message.sent_timestamp': 'When the message was sent, in milliseconds since the epoch.',
    'messaging.sqs.message.approximate_receive_count': 'How often the message has been received.',
    'messaging.sqs.message.approximate_first_receive_timestamp': 'When it was first received.',
    'messaging.sqs.message.': 'A captured message attribute, its lower-cased name appended.',
    'messaging.sqs.batch.size': 'Entries of a batch.',
    'messaging.sqs.batch.total_body_size': 'Bytes of all bodies of a batch send.',
    'messaging.sqs.batch.success_count': 'Entries that succeeded.',
    'messaging.sqs.batch.failed_count': 'Entries that failed.',
    'messaging.sqs.batch.failure_codes': 'Their error codes, distinct and sorted.',
    'messaging.sqs.receive.max_messages': '`MaxNumberOfMessages` of the request.',
    'messaging.sqs.receive.wait_time_seconds': '`WaitTimeSeconds` of the request.',
    'messaging.sqs.receive.visibility_timeout': '`VisibilityTimeout` of the request.',
    'messaging.sqs.receive.message_count': 'Messages that the receive brought.',
    'messaging.sqs.receive.total_body_size': 'Bytes of their bodies.',
  },
  'process spans of SQS': {
    'messaging.sqs.message.queue_time_ms': 'Milliseconds between sending and processing.',
    'messaging.sqs.process.outcome':
      '`deleted`, `forwarded`, `released`, `extended`, `expired`, `failed` or `unsettled`.',
    'messaging.sqs.dead_letter.source_queue': 'The queue that gave the message up, of a dead-letter queue.',
    'messaging.sqs.retry.count': 'How often the message was forwarded.',
    'messaging.sqs.forward.reason': 'Why it was forwarded.',
    'messaging.sqs.visibility_timeout.overrun_ms':
      'On the event `messaging.sqs.visibility_timeout.exceeded`: milliseconds beyond the timeout.',
  },
  'links of process spans': {
    relationship: '`original_message` or `processing_attempt`: what the link of a retried message leads to.',
  },
  metrics: {
    'messaging.sqs.propagation.drop_reason':
      'Why a trace context found no room in a message: `attribute_limit` or `message_size`.',
  },
  'process spans of Kafka, RabbitMQ': {
    'messaging.destination.temporary':
      'The destination lives no longer than a connection: its name is in no span name and no metric.',
    'messaging.destination.anonymous':
      'The broker, or a client, has made up the name of the destination: it is in no span name and no metric.',
    'messaging.destination.partition.id': "Kafka's partition.",
    'messaging.consumer.group.name': "Kafka's consumer group, if it was told.",
    'messaging.kafka.offset': "The message's offset.",
    'kafka.offset': "The message's offset.",
    'messaging.rabbitmq.destination.routing_key': 'The routing key.',
    'rabbitmq.destination.routing_key': 'The routing key.',
    'messaging.rabbitmq.message.delivery_tag': 'The delivery tag.',
    'rabbitmq.message.delivery_tag': 'The delivery tag.',
    'messaging.rabbitmq.message.redelivered': 'Set if RabbitMQ delivers the message again.',
    'messaging.message.conversation_id': "AMQP's correlation id.",
    'messaging.message.queue_time_ms': 'Milliseconds between sending and processing.',
    'messaging.dead_letter.source_queue': 'The queue or topic that gave the message up.',
    'messaging.retry.count': 'How often the message was forwarded.',
    'messaging.forward.reason': 'Why it was forwarded.',
    'messaging.batch.success_count': 'Messages of a batch that were processed.',
    'messaging.batch.failed_count': 'Messages of a batch that failed.',
  },
  'exception events': {
    'exception.type': 'The error that was thrown. The SDK of OpenTelemetry sets it, with its stack.',
    'exception.message': 'Its message; a phone number that SNS quotes is blanked out.',
  },
  'Lambda handlers': {
    'faas.trigger': '`pubsub`, `datasource`, `http`, `timer` or `other`.',
    'faas.invocation_id': 'The id of the request to Lambda.',
    'faas.coldstart': 'Whether it is the first invocation of its process.',
    'faas.name': 'The function.',
    'faas.version': 'Its version.',
    'aws.lambda.invoked_arn': 'The ARN with which it was invoked, where that names an alias.',
    'cloud.provider': 'Always `aws`.',
    'cloud.platform': 'Always `aws_lambda`.',
    'cloud.account.id': 'The account of the function.',
    'cloud.resource_id': 'Its ARN, with the version in the place of an alias.',
    source: 'Of the link to the span of X-Ray: `x-ray-env`.',
    'faas.time': 'When a schedule was due.',
    'faas.document.collection': 'The bucket of an object that something happened to.',
    'faas.document.operation': '`insert`, `edit` or `delete`.',
    'faas.document.time': 'When it happened.',
    'faas.document.name': 'Its key.',
    'http.request.method': 'Of a request that invokes the function.',
    'http.request.method_original': 'Its method, where that is none of the known ones.',
    'http.route': 'The route of API Gateway: `/orders/{id}`.',
    'url.path': 'The path, without the query.',
    'url.scheme': '`https`, as a proxy says.',
    'user_agent.original': 'The `User-Agent` header.',
    'aws.eventbridge.event.source': 'The `source` of an event.',
    'aws.eventbridge.event.detail_type': 'Its `detail-type`.',
  },
  SNS: {
    'aws.sns.topic.arn': "The topic's ARN.",
    'messaging.sns.batch.success_count': 'Entries that succeeded.',
    'messaging.sns.batch.failed_count': 'Entries that failed.',
    'messaging.sns.batch.failure_codes': 'Their error codes, distinct and sorted.',
  },
  Lambda: {
    'faas.invoked_name': 'The function that is invoked.',
    'faas.invoked_provider': 'Always `aws`.',
    'faas.invoked_region': "The function's region.",
    'aws.lambda.invocation_type': '`InvocationType` of the request.',
    'aws.lambda.resource_mapping.id': 'The mapping of an event source that a request is about.',
  },
  EventBridge: {
    'aws.eventbridge.event_bus.name': 'The event bus.',
    'aws.eventbridge.entry_count': 'Events of the request.',
    'aws.eventbridge.failed_entry_count': 'Events that failed.',
    'aws.eventbridge.failure_codes': 'Their error codes, distinct and sorted.',
  },
  Kinesis: {
    'aws.kinesis.stream_name': 'The stream.',
    'aws.kinesis.record_count': 'Records that are put, or that a read brought.',
    'aws.kinesis.failed_record_count': 'Records that failed.',
    'aws.kinesis.failure_codes': 'Their error codes, distinct and sorted.',
  },
  'Step Functions': {
    'aws.step_functions.state_machine.arn': "The state machine's ARN.",
    'aws.step_functions.activity.arn': "The activity's ARN.",
  },
  'EventBridge Scheduler': {
    'aws.scheduler.schedule.name': 'The schedule.',
    'aws.scheduler.schedule_group.name': 'Its group; `default` where the request of a schedule names none.',
    'aws.scheduler.target.arn': 'What the schedule calls.',
  },
  ...SERVICE_BRIEFS,
  'Secrets Manager': { 'aws.secretsmanager.secret.arn': "The secret's ARN." },
  S3: {
    'aws.s3.bucket': 'The bucket.',
    'aws.s3.key': 'The object.',
    'aws.s3.copy_source': 'What a copy is made of.',
    'aws.s3.delete':
      'The objects that DeleteObjects deletes: the first hundred, as far as 1,024 characters have room for them.',
    'aws.s3.part_number': 'The part of an upload.',
    'aws.s3.upload_id': 'The id of an upload of many parts.',
    'aws.s3.body.bytes_read': "Bytes that the application read, on the span of a `GetObject`'s body.",
    'aws.s3.body.outcome': '`end`, `close`, `abort` or `error`, on the same span.',
  },
  ...DATABASE_BRIEFS,
  ...GEN_AI_BRIEFS,
  'functions in `traced`': {
    'code.function.name': 'The function.',
    'code.file.path': 'The file that it is wrapped in.',
    'code.line.number': 'The line.',
    'code.function.arguments': 'The arguments as text, with `captureArguments` only.',
    'code.function.result': 'The result as text, with `captureResult` only.',
  },
  'spans of other instrumentations': {
    'messaging.rabbitmq.routing_key':
      "Read, not written: by it the process span of amqplib's own instrumentation is recognised.",
  },
};

export { DEPRECATED, NEWEST, STANDARD, STANDARD_ON_METRICS } from './attributeModes.mjs';
