/** Names of services of which only names, ids and counts are told: a part of attributes.ts. */

// No convention knows these services: in the manner of https://opentelemetry.io/docs/specs/semconv/registry/attributes/aws/
export const ATTR_AWS_SES_CONFIGURATION_SET_NAME = 'aws.ses.configuration_set.name';
export const ATTR_AWS_SES_TEMPLATE_NAME = 'aws.ses.template.name';
export const ATTR_AWS_SES_RECIPIENT_COUNT = 'aws.ses.recipient_count';
export const ATTR_AWS_SES_MESSAGE_ID = 'aws.ses.message.id';
export const ATTR_AWS_SES_ENTRY_COUNT = 'aws.ses.entry_count';
export const ATTR_AWS_SES_FAILED_ENTRY_COUNT = 'aws.ses.failed_entry_count';
export const ATTR_AWS_SES_FAILURE_CODES = 'aws.ses.failure_codes';
export const ATTR_AWS_FIREHOSE_DELIVERY_STREAM_NAME = 'aws.firehose.delivery_stream.name';
export const ATTR_AWS_FIREHOSE_RECORD_COUNT = 'aws.firehose.record_count';
export const ATTR_AWS_FIREHOSE_FAILED_RECORD_COUNT = 'aws.firehose.failed_record_count';
export const ATTR_AWS_FIREHOSE_FAILURE_CODES = 'aws.firehose.failure_codes';
export const ATTR_AWS_IOT_TOPIC_NAME = 'aws.iot.topic.name';
export const ATTR_AWS_IOT_THING_NAME = 'aws.iot.thing.name';
export const ATTR_AWS_PIPES_PIPE_NAME = 'aws.pipes.pipe.name';
export const ATTR_AWS_SSM_PARAMETER_NAME = 'aws.ssm.parameter.name';
export const ATTR_AWS_SSM_PARAMETER_COUNT = 'aws.ssm.parameter_count';
export const ATTR_AWS_SSM_INVALID_PARAMETER_COUNT = 'aws.ssm.invalid_parameter_count';
export const ATTR_AWS_APPCONFIG_APPLICATION_ID = 'aws.appconfig.application.id';
export const ATTR_AWS_APPCONFIG_ENVIRONMENT_ID = 'aws.appconfig.environment.id';
export const ATTR_AWS_APPCONFIG_CONFIGURATION_PROFILE_ID = 'aws.appconfig.configuration_profile.id';
export const ATTR_AWS_BATCH_JOB_NAME = 'aws.batch.job.name';
export const ATTR_AWS_BATCH_JOB_QUEUE_NAME = 'aws.batch.job_queue.name';
export const ATTR_AWS_BATCH_JOB_DEFINITION_NAME = 'aws.batch.job_definition.name';
export const ATTR_AWS_BATCH_JOB_ID = 'aws.batch.job.id';

// https://opentelemetry.io/docs/specs/semconv/registry/attributes/aws/ Counts, codes and the cluster's name are ours.
export const ATTR_AWS_LOG_GROUP_NAMES = 'aws.log.group.names';
export const ATTR_AWS_LOG_STREAM_NAMES = 'aws.log.stream.names';
export const ATTR_AWS_LOG_EVENT_COUNT = 'aws.log.event_count';
export const ATTR_AWS_LOG_REJECTED_EVENT_COUNT = 'aws.log.rejected_event_count';
export const ATTR_AWS_ECS_CLUSTER_ARN = 'aws.ecs.cluster.arn';
export const ATTR_AWS_ECS_CLUSTER_NAME = 'aws.ecs.cluster.name';
export const ATTR_AWS_ECS_TASK_FAMILY = 'aws.ecs.task.family';
export const ATTR_AWS_ECS_TASK_REVISION = 'aws.ecs.task.revision';
export const ATTR_AWS_ECS_TASK_ARN = 'aws.ecs.task.arn';
export const ATTR_AWS_ECS_TASK_ID = 'aws.ecs.task.id';
export const ATTR_AWS_ECS_TASK_COUNT = 'aws.ecs.task_count';
export const ATTR_AWS_ECS_FAILED_TASK_COUNT = 'aws.ecs.failed_task_count';
export const ATTR_AWS_ECS_FAILURE_CODES = 'aws.ecs.failure_codes';
