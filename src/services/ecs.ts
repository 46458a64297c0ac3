import { type TaskFacts, ecsSemconv } from '../semconv/ecs';
import { type Members, entriesOf, number, text } from '../values';
import { joinedCodes, failureOfParts } from './partialFailures';
import { type OperationDefinition, defineService } from './service';

type Operation = OperationDefinition<TaskFacts, TaskFacts>;

/** The name of a cluster, or its ARN. */
const CLUSTER_ARN = /^arn:[^:]*:ecs:[^:]*:[^:]*:cluster\/(.+)$/;
/** `family`, `family:revision`, or an ARN that ends so. */
const DEFINITION = /^(?:arn:[^:]*:ecs:[^:]*:[^:]*:task-definition\/)?([\w-]+)(?::(\d+))?$/;

function clusterOf(cluster: unknown): TaskFacts {
  const given = text(cluster);
  const name = given?.match(CLUSTER_ARN)?.[1];
  return name === undefined ? { cluster: given } : { cluster: name, clusterArn: given };
}

function requestOf({ cluster, taskDefinition }: Members): TaskFacts {
  const found = text(taskDefinition)?.match(DEFINITION);
  return { ...clusterOf(cluster), family: found?.[1], revision: found?.[2] };
}

function reasonsOf(failures: unknown): unknown[] {
  return entriesOf<{ reason?: unknown }>(failures).map(({ reason }) => reason);
}

/** What ran is known by its id, as far as it is one task. */
const runTask: Operation = {
  request: (input: Members) => ({ ...requestOf(input), taskCount: number(input['count']) }),
  response({ tasks, failures }: Members) {
    if (!Array.isArray(tasks)) return {};
    const [first, second] = entriesOf<Members>(tasks);
    const taskArn = second === undefined ? text(first?.['taskArn']) : undefined;
    const failed = reasonsOf(failures);
    return {
      taskArn,
      taskId: taskArn?.slice(taskArn.lastIndexOf('/') + 1),
      taskCount: tasks.length,
      failedTaskCount: failed.length,
      failureCodes: joinedCodes(failed),
    };
  },
  failure: ({ tasks, failures }: Members) => {
    const failed = reasonsOf(failures);
    return failureOfParts(failed, failed.length + entriesOf(tasks).length, 'tasks failed');
  },
};

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Operations.html */
export const ecs = defineService<TaskFacts, TaskFacts>({
  id: 'ECS',
  semconv: ecsSemconv,
  operations: { RunTask: runTask, StartTask: runTask },
  others: { request: requestOf },
});
