import assert from 'node:assert/strict';
import type { Attributes } from '@opentelemetry/api';
import { serviceOf } from '../../src/services';
import { Described } from './describe';

const described = (call: string): Described => {
  const [service = '', operation = ''] = call.split('.');
  return new Described(serviceOf(service), operation);
};
const ARN = 'arn:aws:ecs:eu-west-1:123456789012';
const LOGS = 'arn:aws:logs:eu-west-1:123456789012:log-group';
const STREAM = 'arn:aws:kinesis:eu-west-1:123456789012:stream/clicks';
const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:orders';
const SECRET = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-a1b2c3';
/** What looks like names, and is no text. */
const ODD = [7, true, null, { a: 'b' }, ...[`${ARN}:cluster/shop`, STREAM, TOPIC, SECRET].map((arn) => [arn])];

describe('names that requests tell', () => {
  for (const [call, input, told] of [
    [
      'AppConfig.GetConfiguration',
      { Application: 'a', Environment: 'e', Configuration: 'c' },
      configuration('a', 'e', 'c'),
    ],
    [
      'AppConfig.GetDeployment',
      { ApplicationId: 'a', EnvironmentId: 'e', ConfigurationProfileId: 'c' },
      configuration('a', 'e', 'c'),
    ],
    ['AppConfig.GetConfiguration', { ApplicationId: 'a' }, {}],
    [
      'AppConfigData.StartConfigurationSession',
      { ApplicationIdentifier: 'a' },
      { 'aws.appconfig.application.id': 'a' },
    ],
    ['Batch.SubmitJob', { jobName: 'n', jobQueue: 'q', jobDefinition: 'd' }, job('n', 'q', 'd')],
    ['Batch.SubmitJob', { jobName: 'n', jobQueue: 'a/q', jobDefinition: 'a/d:12' }, job('n', 'q', 'd')],
    ['Batch.SubmitJob', { jobQueue: 'a/' }, {}],
    ['Batch.SubmitJob', {}, {}],
    ['Batch.CancelJob', { jobId: 'j', reason: 'secret' }, { 'aws.batch.job.id': 'j' }],
    ['Batch.TerminateJob', { jobId: 'j', reason: 'secret' }, { 'aws.batch.job.id': 'j' }],
    ['CloudWatchLogs.GetLogEvents', { logGroupName: 'g', logStreamName: 's' }, logs(['g'], ['s'])],
    ['CloudWatchLogs.FilterLogEvents', { logGroupName: 'g', logStreamNames: ['s', 't'] }, logs(['g'], ['s', 't'])],
    ['CloudWatchLogs.StartQuery', { logGroupIdentifiers: [`${LOGS}:g`, 'h', `${LOGS}:i:*`] }, logs(['g', 'h', 'i'])],
    ['CloudWatchLogs.GetLogRecord', {}, {}],
    ['CloudWatchLogs.PutLogEvents', { logGroupName: 'g', logEvents: 'none' }, logs(['g'])],
    ['EventBridge.PutRule', { Name: 'rule', EventBusName: 'b' }, { 'aws.eventbridge.event_bus.name': 'b' }],
    ['EventBridge.PutTargets', { EventBusName: 'b' }, { 'aws.eventbridge.event_bus.name': 'b' }],
    ['EventBridge.PutPartnerEvents', { Entries: [{}, {}] }, { 'aws.eventbridge.entry_count': 2 }],
    [
      'ECS.RunTask',
      { cluster: 'c', taskDefinition: 'f:7', count: 2 },
      { ...task('c', 'f', '7'), 'aws.ecs.task_count': 2 },
    ],
    ['ECS.StopTask', { cluster: `${ARN}:cluster/c` }, { ...task('c'), 'aws.ecs.cluster.arn': `${ARN}:cluster/c` }],
    ['ECS.StopTask', { cluster: `${ARN}:service/c` }, task(`${ARN}:service/c`)],
    ['ECS.RunTask', { taskDefinition: `${ARN}:task-definition/f:7` }, task(undefined, 'f', '7')],
    ['ECS.RunTask', { taskDefinition: 'f' }, task(undefined, 'f')],
    ['ECS.RunTask', { taskDefinition: 'f:latest' }, {}],
    ['ECS.RunTask', {}, {}],
    ['Firehose.PutRecord', { DeliveryStreamName: 's' }, { 'aws.firehose.delivery_stream.name': 's' }],
    ['Firehose.PutRecordBatch', { Records: 'none' }, {}],
    ['IoTDataPlane.Publish', { topic: 't' }, { 'aws.iot.topic.name': 't' }],
    ['IoTDataPlane.GetRetainedMessage', { topic: 't' }, { 'aws.iot.topic.name': 't' }],
    ['IoTDataPlane.GetThingShadow', { thingName: 'door' }, { 'aws.iot.thing.name': 'door' }],
    ['Pipes.StopPipe', { Name: 'p' }, { 'aws.pipes.pipe.name': 'p' }],
    ['BedrockAgent.GetDataSource', { agentId: 'a', knowledgeBaseId: 'k', dataSourceId: 'd' }, agent('a', 'k', 'd')],
    ['BedrockAgentRuntime.InvokeAgent', { agentId: 'a' }, agent('a')],
    ['BedrockAgentRuntime.Retrieve', { knowledgeBaseId: 'k' }, agent(undefined, 'k')],
    ['BedrockAgentRuntime.RetrieveAndGenerate', generation({ knowledgeBaseId: 'k' }), agent(undefined, 'k')],
    ['BedrockAgentRuntime.RetrieveAndGenerateStream', generation({ knowledgeBaseId: 'k' }), agent(undefined, 'k')],
    ['BedrockAgentRuntime.RetrieveAndGenerate', generation(undefined), {}],
    ['BedrockAgentRuntime.RetrieveAndGenerate', {}, {}],
    ['Kinesis.DescribeStream', { StreamARN: STREAM }, { 'aws.kinesis.stream_name': 'clicks' }],
    ['Kinesis.DescribeStream', { StreamARN: 'clicks' }, {}],
    ['SecretsManager.GetSecretValue', { SecretId: 'db' }, {}],
    [
      'SESv2.SendEmail',
      { Destination: { ToAddresses: ['a', 'b', 7], CcAddresses: ['c'], BccAddresses: ['d', 'e', 'f'] } },
      { 'aws.ses.recipient_count': 6 },
    ],
    ['SESv2.SendEmail', { Destination: {}, ConfigurationSetName: 's' }, mail('s', { 'aws.ses.recipient_count': 0 })],
    [
      'SESv2.SendEmail',
      { Content: { Template: { TemplateName: 't' } } },
      mail(undefined, { 'aws.ses.template.name': 't' }),
    ],
    [
      'SESv2.SendBulkEmail',
      { DefaultContent: { Template: { TemplateName: 't' } }, BulkEmailEntries: [{}, {}], ConfigurationSetName: 's' },
      mail('s', { 'aws.ses.template.name': 't', 'aws.ses.entry_count': 2 }),
    ],
    ['SESv2.SendBulkEmail', { BulkEmailEntries: 'none' }, {}],
    ['SNS.CreateTopic', { Name: 'orders' }, { 'messaging.destination.name': 'orders' }],
    ['SSM.PutParameter', { Name: '/url', Type: 'String' }, { 'aws.ssm.parameter.name': '/url' }],
    ['SSM.PutParameter', { Name: '/urls', Type: 'StringList' }, { 'aws.ssm.parameter.name': '/urls' }],
    ['SSM.PutParameter', { Name: '/key', Type: 'SecureString' }, {}],
    ['SSM.PutParameter', { Name: '/key' }, {}],
  ] as const) {
    it(`${call} ${JSON.stringify(input)}`, () => assert.deepEqual(described(call).request(input), told));
  }

  it('none of what is no text', () => {
    const members = [
      ...'Application ApplicationId ApplicationIdentifier jobName jobQueue jobDefinition jobId'.split(' '),
      ...'cluster taskDefinition EventBusName DeliveryStreamName topic thingName Name agentId'.split(' '),
      ...'knowledgeBaseId dataSourceId SecretId TopicArn TargetArn StreamName StreamARN'.split(' '),
    ];
    for (const call of [
      ...'AppConfig.GetConfiguration AppConfig.GetDeployment AppConfigData.StartConfigurationSession'.split(' '),
      ...'Batch.SubmitJob Batch.CancelJob ECS.StopTask ECS.RunTask EventBridge.PutRule Pipes.StopPipe'.split(' '),
      ...'EventBridge.DescribeEventBus Firehose.PutRecord IoTDataPlane.Publish IoTDataPlane.GetThingShadow'.split(' '),
      ...'BedrockAgent.GetAgent BedrockAgentRuntime.Retrieve SecretsManager.GetSecretValue SNS.GetTopic'.split(' '),
      ...'SNS.Publish Kinesis.GetRecords Kinesis.DescribeStream SSM.PutParameter'.split(' '),
    ]) {
      for (const odd of ODD) {
        const input = Object.fromEntries(members.map((name) => [name, odd]));
        assert.deepEqual(described(call).request({ ...input, Type: 'String' }), {}, `${call} ${JSON.stringify(odd)}`);
      }
    }
  });
});

function attributesOf(members: Readonly<Record<string, unknown>>): Attributes {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Attributes;
}

function configuration(application: string, environment: string, profile: string): Attributes {
  return {
    'aws.appconfig.application.id': application,
    'aws.appconfig.environment.id': environment,
    'aws.appconfig.configuration_profile.id': profile,
  };
}

function job(name: string, queue: string, definition: string): Attributes {
  return {
    'aws.batch.job.name': name,
    'aws.batch.job_queue.name': queue,
    'aws.batch.job_definition.name': definition,
  };
}

function logs(groups: string[], streams?: string[]): Attributes {
  return attributesOf({ 'aws.log.group.names': groups, 'aws.log.stream.names': streams });
}

function task(cluster?: string, family?: string, revision?: string): Attributes {
  return attributesOf({
    'aws.ecs.cluster.name': cluster,
    'aws.ecs.task.family': family,
    'aws.ecs.task.revision': revision,
  });
}

function mail(configurationSet: string | undefined, more: object): Attributes {
  return attributesOf({ 'aws.ses.configuration_set.name': configurationSet, ...more });
}

function agent(agentId?: string, base?: string, source?: string): Attributes {
  return attributesOf({
    'aws.bedrock.agent.id': agentId,
    'aws.bedrock.knowledge_base.id': base,
    'aws.bedrock.data_source.id': source,
  });
}

function generation(knowledgeBaseConfiguration: object | undefined): object {
  return { retrieveAndGenerateConfiguration: { type: 'KNOWLEDGE_BASE', knowledgeBaseConfiguration } };
}
