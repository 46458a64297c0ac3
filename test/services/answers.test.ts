import assert from 'node:assert/strict';
import { serviceOf } from '../../src/services';
import { Described } from './describe';

const described = (call: string): Described => {
  const [service = '', operation = ''] = call.split('.');
  return new Described(serviceOf(service), operation);
};
const coded = (...codes: unknown[]) => codes.map((ErrorCode) => ({ ErrorCode }));
const TASK = 'arn:aws:ecs:eu-west-1:123456789012:task/shop/0123';

describe('what answers tell', () => {
  for (const [call, output, told] of [
    ['Batch.SubmitJob', { jobId: 'j' }, { 'aws.batch.job.id': 'j' }],
    [
      'ECS.RunTask',
      { tasks: [{ taskArn: TASK }] },
      { ...tasks(1, 0), 'aws.ecs.task.arn': TASK, 'aws.ecs.task.id': '0123' },
    ],
    [
      'ECS.RunTask',
      { tasks: [], failures: [{ reason: 'A' }, {}, { reason: 'A' }] },
      { ...tasks(0, 3), 'aws.ecs.failure_codes': 'A' },
    ],
    [
      'ECS.StartTask',
      { tasks: [{ taskArn: TASK }, {}], failures: [{ reason: 'B' }, { reason: 'A' }] },
      { ...tasks(2, 2), 'aws.ecs.failure_codes': 'A,B' },
    ],
    ['ECS.RunTask', { tasks: [{ taskArn: 7 }] }, tasks(1, 0)],
    ['ECS.RunTask', { failures: [{ reason: 'A' }] }, {}],
    ['EventBridge.PutTargets', { FailedEntries: coded('B', 'A', 'B', 7) }, bus(3, 'A,B')],
    ['EventBridge.PutPartnerEvents', { FailedEntryCount: 5, Entries: coded('A') }, bus(5, 'A')],
    ['EventBridge.PutEvents', {}, {}],
    ['Firehose.PutRecordBatch', { RequestResponses: coded('B', undefined, 'A', 'B') }, firehose(3, 'A,B')],
    ['Firehose.PutRecordBatch', { FailedPutCount: 0, RequestResponses: [{ RecordId: 'r' }] }, firehose(0)],
    ['Firehose.PutRecordBatch', {}, {}],
    ['SecretsManager.GetSecretValue', { ARN: 'db', SecretString: 'secret' }, {}],
    ['SESv2.SendEmail', { MessageId: 'm' }, { 'aws.ses.message.id': 'm' }],
    ['SESv2.SendBulkEmail', { BulkEmailEntryResults: statuses('SUCCESS', undefined) }, mails(0)],
    [
      'SESv2.SendBulkEmail',
      { BulkEmailEntryResults: statuses('FAILED', 'SUCCESS', 'REJECTED') },
      mails(2, 'FAILED,REJECTED'),
    ],
    ['SESv2.SendBulkEmail', {}, {}],
    ['SSM.GetParameter', { Parameter: { Name: '/url', Type: 'String' } }, { 'aws.ssm.parameter.name': '/url' }],
    ['SSM.GetParameter', {}, {}],
    ['SSM.GetParametersByPath', { Parameters: [{}, {}] }, { 'aws.ssm.parameter_count': 2 }],
    ['SSM.GetParameters', { InvalidParameters: ['/a'] }, { 'aws.ssm.invalid_parameter_count': 1 }],
  ] as const) {
    it(`${call} ${JSON.stringify(output)}`, () => assert.deepEqual(described(call).response(output), told));
  }

  const events = Array.from({ length: 10 }, () => ({ message: 'secret' }));
  for (const [info, count] of [
    [{}, 0],
    [{ tooOldLogEventEndIndex: 2 }, 2],
    [{ expiredLogEventEndIndex: 3 }, 3],
    [{ expiredLogEventEndIndex: 3, tooOldLogEventEndIndex: 1 }, 3],
    [{ tooNewLogEventStartIndex: 8 }, 2],
    [{ tooOldLogEventEndIndex: 3, tooNewLogEventStartIndex: 8 }, 5],
    [{ tooOldLogEventEndIndex: 8, tooNewLogEventStartIndex: 3 }, 10],
    [{ tooOldLogEventEndIndex: 99 }, 10],
    [{ tooNewLogEventStartIndex: 99 }, 0],
    [undefined, undefined],
    ['odd', undefined],
  ] as const) {
    it(`of ten log events ${JSON.stringify(info)} rejects ${count ?? 'none that is known'}`, () => {
      const put = described('CloudWatchLogs.PutLogEvents');
      const told = put.response({ rejectedLogEventsInfo: info }, { logEvents: events });
      assert.deepEqual(told, count === undefined ? {} : { 'aws.log.rejected_event_count': count });
      assert.deepEqual(put.response({ rejectedLogEventsInfo: info }, { logEvents: 'none' }), {});
    });
  }
});

describe('an answer that is a failure in part', () => {
  for (const [call, output, type, message] of [
    [
      'CloudWatchLogs.PutLogEvents',
      { rejectedLogEventsInfo: { expiredLogEventEndIndex: 1 } },
      'ExpiredLogEvents',
      'events rejected',
    ],
    ['ECS.RunTask', { tasks: [{}, {}], failures: [{ reason: 'A' }] }, 'A', '1/3 tasks failed'],
    ['ECS.RunTask', { tasks: [], failures: [{ reason: 'A' }, { reason: 'B' }] }, '_OTHER', '2/2 tasks failed'],
    ['EventBridge.PutTargets', { FailedEntries: coded('A', 'A') }, 'A', '2 targets failed'],
    ['EventBridge.PutPartnerEvents', { Entries: coded('A', undefined) }, 'A', '1/2 entries failed'],
    ['Firehose.PutRecordBatch', { RequestResponses: coded('A', undefined, 'B') }, '_OTHER', '2/3 records failed'],
    ['SESv2.SendBulkEmail', { BulkEmailEntryResults: statuses('FAILED', 'SUCCESS') }, 'FAILED', '1/2 entries failed'],
    ['SecretsManager.BatchGetSecretValue', { Errors: coded('A'), SecretValues: [{}] }, 'A', '1/2 secrets failed'],
    ['SecretsManager.BatchGetSecretValue', { Errors: coded('A', 7) }, 'A', '2/2 secrets failed'],
    ['SecretsManager.BatchGetSecretValue', { Errors: coded(7) }, '_OTHER', '1/1 secrets failed'],
  ] as const) {
    it(`${call} ${JSON.stringify(output)}`, () => {
      assert.deepEqual(described(call).failure(output), { type, message });
    });
  }

  it('is none where all parts succeeded, and where it does not say', () => {
    const fine = [
      {},
      { rejectedLogEventsInfo: {} },
      { BulkEmailEntryResults: statuses('SUCCESS', undefined) },
      { tasks: [{}] },
    ];
    for (const call of [
      ...'CloudWatchLogs.PutLogEvents ECS.RunTask EventBridge.PutTargets EventBridge.PutPartnerEvents'.split(' '),
      ...'Firehose.PutRecordBatch SESv2.SendBulkEmail SecretsManager.BatchGetSecretValue'.split(' '),
    ]) {
      for (const output of fine) assert.equal(described(call).failure(output), undefined, call);
    }
  });
});

function tasks(count: number, failed: number): object {
  return { 'aws.ecs.task_count': count, 'aws.ecs.failed_task_count': failed };
}

function bus(failed: number, codes: string): object {
  return { 'aws.eventbridge.failed_entry_count': failed, 'aws.eventbridge.failure_codes': codes };
}

function firehose(failed: number, codes?: string): object {
  return { 'aws.firehose.failed_record_count': failed, ...(codes && { 'aws.firehose.failure_codes': codes }) };
}

function mails(failed: number, codes?: string): object {
  return { 'aws.ses.failed_entry_count': failed, ...(codes && { 'aws.ses.failure_codes': codes }) };
}

function statuses(...list: unknown[]): object[] {
  return list.map((Status) => ({ Status }));
}
