import assert from 'node:assert/strict';
import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  DeleteScheduleGroupCommand,
  FlexibleTimeWindowMode,
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { type CannedServer, startCannedServer } from '../support/cannedServer';
import { type ServicesWorld, attributesOf, startServicesWorld } from './servicesWorld';

const QUEUE = 'arn:aws:sqs:us-east-1:123456789012:orders';
const ROLE = 'arn:aws:iam::123456789012:role/scheduler';
const CANARY = 'canary-of-the-target';

describe('EventBridge Scheduler', () => {
  let server: CannedServer;
  let world: ServicesWorld;
  let client: SchedulerClient;

  before(async () => {
    server = await startCannedServer();
    world = startServicesWorld();
    client = world.own(new SchedulerClient(server.clientConfig));
  });
  after(async () => {
    await world.stop();
    await server.stop();
  });
  beforeEach(() => {
    world.reset();
    server.reset();
  });

  const scheduleOf = (operation: string) => attributesOf(world.tracing.span(`Scheduler.${operation}`), 'aws.scheduler');

  it('a new schedule is known by name, group and target, and its request goes out as it was', async () => {
    const input = Object.freeze({
      GroupName: 'reports',
      ScheduleExpression: 'rate(1 day)',
      Target: { Arn: QUEUE, RoleArn: ROLE, Input: CANARY },
      FlexibleTimeWindow: { Mode: FlexibleTimeWindowMode.OFF },
    });
    await client.send(new CreateScheduleCommand({ Name: 'nightly', ...input }));
    assert.deepEqual(scheduleOf('CreateSchedule'), {
      'aws.scheduler.schedule.name': 'nightly',
      'aws.scheduler.schedule_group.name': 'reports',
      'aws.scheduler.target.arn': QUEUE,
    });
    const { ClientToken, ...sent } = server.body();
    assert.equal(typeof ClientToken, 'string');
    assert.deepEqual(sent, input);
  });

  it('a schedule that names no group is in the default one, and its target is known from the answer', async () => {
    server.answerWith({ body: { Name: 'nightly', Target: { Arn: QUEUE, RoleArn: ROLE, Input: CANARY } } });
    const { Target } = await client.send(new GetScheduleCommand({ Name: 'nightly' }));
    assert.equal(Target?.Input, CANARY);
    const schedule = {
      'aws.scheduler.schedule.name': 'nightly',
      'aws.scheduler.schedule_group.name': 'default',
    };
    assert.deepEqual(scheduleOf('GetSchedule'), { ...schedule, 'aws.scheduler.target.arn': QUEUE });
    server.answerWith({});
    await client.send(new DeleteScheduleCommand({ Name: 'nightly' }));
    assert.deepEqual(scheduleOf('DeleteSchedule'), schedule);
  });

  it('a group is no schedule, and a list is of one group or of all', async () => {
    await client.send(new DeleteScheduleGroupCommand({ Name: 'reports' }));
    assert.deepEqual(scheduleOf('DeleteScheduleGroup'), { 'aws.scheduler.schedule_group.name': 'reports' });
    await client.send(new ListSchedulesCommand({ GroupName: 'reports' }));
    assert.deepEqual(scheduleOf('ListSchedules'), { 'aws.scheduler.schedule_group.name': 'reports' });
    world.tracing.reset();
    await client.send(new ListSchedulesCommand({}));
    assert.deepEqual(scheduleOf('ListSchedules'), {});
  });

  it('no span has what a schedule gives its target', async () => {
    server.answerWith({
      status: 409,
      headers: { 'x-amzn-errortype': 'ConflictException' },
      body: { Message: 'exists' },
    });
    const Target = { Arn: QUEUE, RoleArn: ROLE, Input: CANARY };
    const FlexibleTimeWindow = { Mode: FlexibleTimeWindowMode.OFF };
    const command = new CreateScheduleCommand({
      Name: 'nightly',
      ScheduleExpression: 'rate(1 day)',
      Description: CANARY,
      Target,
      FlexibleTimeWindow,
    });
    await assert.rejects(client.send(command), { name: 'ConflictException' });
    const { attributes, events, status } = world.tracing.span('Scheduler.CreateSchedule');
    assert.equal(attributes['error.type'], 'ConflictException');
    assert.doesNotMatch(JSON.stringify([attributes, events, status]), new RegExp(CANARY));
  });
});
