/** What the attributes of src/semconv/serviceAttributes.ts mean: a part of attributeBriefs.mjs. */
export const SERVICE_BRIEFS = {
  SES: {
    'aws.ses.configuration_set.name': 'The configuration set.',
    'aws.ses.template.name': 'The template.',
    'aws.ses.recipient_count': 'How many addresses a mail goes to.',
    'aws.ses.message.id': 'The id that SES gave the mail.',
    'aws.ses.entry_count': 'Entries of a bulk.',
    'aws.ses.failed_entry_count': 'Entries that were refused.',
    'aws.ses.failure_codes': 'Their states, distinct and sorted.',
  },
  Firehose: {
    'aws.firehose.delivery_stream.name': 'The stream.',
    'aws.firehose.record_count': 'Records that are put.',
    'aws.firehose.failed_record_count': 'Records that failed.',
    'aws.firehose.failure_codes': 'Their error codes, distinct and sorted.',
  },
  'CloudWatch Logs': {
    'aws.log.group.names': 'The log group.',
    'aws.log.stream.names': 'The log stream.',
    'aws.log.event_count': 'Events that are put.',
    'aws.log.rejected_event_count': 'Events that are too old, expired or too new.',
  },
  'IoT data plane': {
    'aws.iot.topic.name': 'The topic of MQTT.',
    'aws.iot.thing.name': 'The thing.',
  },
  'EventBridge Pipes': { 'aws.pipes.pipe.name': 'The pipe.' },
  SSM: {
    'aws.ssm.parameter.name': 'The parameter, if its type says that it is no secret: `String` or `StringList`.',
    'aws.ssm.parameter_count': 'Parameters that a read brought.',
    'aws.ssm.invalid_parameter_count': 'Names that there is no parameter for.',
  },
  AppConfig: {
    'aws.appconfig.application.id': 'The application, by id or name.',
    'aws.appconfig.environment.id': 'The environment, by id or name.',
    'aws.appconfig.configuration_profile.id': 'The profile, by id or name.',
  },
  ECS: {
    'aws.ecs.cluster.name': 'The cluster.',
    'aws.ecs.cluster.arn': 'Its ARN, where the request has it.',
    'aws.ecs.task.family': 'The family of the task definition.',
    'aws.ecs.task.revision': 'Its revision.',
    'aws.ecs.task.arn': 'The task that was started, if it is one.',
    'aws.ecs.task.id': 'Its id.',
    'aws.ecs.task_count': 'Tasks that were started.',
    'aws.ecs.failed_task_count': 'Tasks that could not be started.',
    'aws.ecs.failure_codes': 'The reasons, distinct and sorted.',
  },
  Batch: {
    'aws.batch.job.name': 'The job.',
    'aws.batch.job.id': 'Its id.',
    'aws.batch.job_queue.name': 'Its queue.',
    'aws.batch.job_definition.name': 'Its definition, without the revision.',
  },
};
