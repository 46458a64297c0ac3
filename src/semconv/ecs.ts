import * as names from './attributes';
import { factsSemconv } from './facts';

/** What a request to ECS, or its answer, says of tasks. */
export interface TaskFacts {
  readonly cluster?: string | undefined;
  readonly clusterArn?: string | undefined;
  readonly family?: string | undefined;
  readonly revision?: string | undefined;
  readonly taskArn?: string | undefined;
  readonly taskId?: string | undefined;
  readonly taskCount?: number | undefined;
  readonly failedTaskCount?: number | undefined;
  readonly failureCodes?: string | undefined;
}

/** @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/aws/#amazon-ecs-attributes */
export const ecsSemconv = factsSemconv<TaskFacts>({
  cluster: names.ATTR_AWS_ECS_CLUSTER_NAME,
  clusterArn: names.ATTR_AWS_ECS_CLUSTER_ARN,
  family: names.ATTR_AWS_ECS_TASK_FAMILY,
  revision: names.ATTR_AWS_ECS_TASK_REVISION,
  taskArn: names.ATTR_AWS_ECS_TASK_ARN,
  taskId: names.ATTR_AWS_ECS_TASK_ID,
  taskCount: names.ATTR_AWS_ECS_TASK_COUNT,
  failedTaskCount: names.ATTR_AWS_ECS_FAILED_TASK_COUNT,
  failureCodes: names.ATTR_AWS_ECS_FAILURE_CODES,
});
