import type { Attributes } from '@opentelemetry/api';
import { faasProcessSpanName } from '../../../semconv/faas';
import { AWS_EVENTBRIDGE, eventAttributes, scheduleAttributes, timerAttributes } from '../../../semconv/eventSources';
import { type Members, text } from '../../../values';
import { type EventRecord, detailsOf, resourceOfArn, timeOf } from './eventRecord';
import type { LambdaEvent } from './lambdaEvent';
import { messageEvent, plainEvent } from './messageEvent';

const DETAIL_TYPE = 'detail-type';
const SCHEDULED = 'Scheduled Event';
/** A rule with a schedule, and EventBridge Scheduler. */
const SCHEDULER = /^aws\.(?:events|scheduler)$/;

/** @see https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html */
export function isEventBridgeEvent(event: Members): boolean {
  return typeof event[DETAIL_TYPE] === 'string' && typeof event['source'] === 'string' && event['detail'] !== undefined;
}

export function eventBridgeEvent(event: Members): LambdaEvent {
  if (event[DETAIL_TYPE] === SCHEDULED && SCHEDULER.test(text(event['source']) ?? '')) return scheduledEvent(event);
  const shape = { name: () => faasProcessSpanName({ name: text(event['source']) }) };
  return messageEvent([event], 'pubsub', { shape });
}

/**
 * An event does not tell its bus. Its source is what rules match first, and there are few of them.
 */
export function eventBridgeRecord(event: Members): EventRecord {
  const source = text(event['source']);
  const id = text(event['id']);
  return {
    carrier: () => event,
    broker: {
      system: AWS_EVENTBRIDGE,
      destination: source,
      details: detailsOf(eventAttributes, source, text(event[DETAIL_TYPE])),
    },
    id,
    sent: timeOf(event['time']),
    attemptKey: id,
  };
}

/**
 * Of a rule with a schedule, or of EventBridge Scheduler, which names the schedule.
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-templated.html
 */
function scheduledEvent(event: Members): LambdaEvent {
  const { resources, time } = event;
  const [resource] = Array.isArray(resources) ? (resources as unknown[]) : [];
  const schedule = /^schedule\/([^/]+)\/(.+)$/.exec(resourceOfArn(resource) ?? '');
  const details = (): Attributes => scheduleAttributes(schedule?.[1], schedule?.[2]);
  return plainEvent('timer', 'timer', timerAttributes(text(time)), { details });
}
