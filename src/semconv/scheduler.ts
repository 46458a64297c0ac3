import type { Attributes } from '@opentelemetry/api';
import * as names from './attributes';
import type { Semconv } from './semconv';
import { set } from './set';

/** What a request to EventBridge Scheduler, or its response, says of a schedule. */
export interface ScheduleFacts {
  readonly scheduleName?: string | undefined;
  readonly groupName?: string | undefined;
  readonly targetArn?: string | undefined;
}

export const schedulerSemconv: Semconv<ScheduleFacts, ScheduleFacts> = {
  constants: () => ({}),
  request: setSchedule,
  response: setSchedule,
};

function setSchedule(attributes: Attributes, { scheduleName, groupName, targetArn }: ScheduleFacts): void {
  set(attributes, names.ATTR_AWS_SCHEDULER_SCHEDULE_NAME, scheduleName);
  set(attributes, names.ATTR_AWS_SCHEDULER_SCHEDULE_GROUP_NAME, groupName);
  set(attributes, names.ATTR_AWS_SCHEDULER_TARGET_ARN, targetArn);
}
