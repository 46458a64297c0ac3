import { safely } from '../../../telemetry/safely';
import { isObject } from '../../../values';
import { type LambdaEvent, OTHER_EVENT } from './lambdaEvent';
import { sqsEvent } from './sqs';

export type { LambdaEvent };

/** What an event is and what its records are. Never throws; what is not known is `other`. */
export function describeEvent(event: unknown): LambdaEvent {
  return safely('looking at an event', sourceOf, event) ?? OTHER_EVENT;
}

function sourceOf(event: unknown): LambdaEvent | undefined {
  if (!isObject(event)) return undefined;
  const { Records: records } = event;
  if (!Array.isArray(records)) return undefined;
  const [first] = records as unknown[];
  return isObject(first) && first['eventSource'] === 'aws:sqs' ? sqsEvent(records) : undefined;
}
