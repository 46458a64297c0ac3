import type * as Scheduler from '@aws-sdk/client-scheduler';
import { type ScheduleFacts, schedulerSemconv } from '../semconv/scheduler';
import { type OperationDefinition, defineService } from './service';
import { text } from '../values';

type Operation = OperationDefinition<ScheduleFacts, ScheduleFacts>;

/** The group of a schedule that names none. */
const DEFAULT_GROUP = 'default';

/** The target's `Input` is content, and is left out. */
const oneSchedule: Operation = {
  request: (input: Partial<Scheduler.CreateScheduleCommandInput>) => ({
    scheduleName: text(input.Name),
    groupName: text(input.GroupName ?? DEFAULT_GROUP),
    targetArn: text(input.Target?.Arn),
  }),
  response: (output: Partial<Scheduler.GetScheduleCommandOutput>) => ({ targetArn: text(output.Target?.Arn) }),
};

const oneGroup: Operation = {
  request: (input: Partial<Scheduler.GetScheduleGroupCommandInput>) => ({ groupName: text(input.Name) }),
};

/** @see https://docs.aws.amazon.com/scheduler/latest/APIReference/API_Operations.html */
export const scheduler = defineService<ScheduleFacts, ScheduleFacts>({
  id: 'Scheduler',
  semconv: schedulerSemconv,
  operations: {
    CreateSchedule: oneSchedule,
    GetSchedule: oneSchedule,
    UpdateSchedule: oneSchedule,
    DeleteSchedule: oneSchedule,
    CreateScheduleGroup: oneGroup,
    GetScheduleGroup: oneGroup,
    DeleteScheduleGroup: oneGroup,
  },
  others: { request: (input: { GroupName?: unknown }) => ({ groupName: text(input.GroupName) }) },
});
