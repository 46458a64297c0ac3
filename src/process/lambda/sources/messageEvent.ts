import { type Attributes, SpanKind } from '@opentelemetry/api';
import { type FaasTrigger, faasAttributes, faasProcessSpanName } from '../../../semconv/faas';
import { type LambdaEvent, OTHER_EVENT } from './lambdaEvent';

/** An event that brings messages. @param extra what is special about it */
export function messageEvent(
  records: readonly unknown[],
  trigger: FaasTrigger = 'pubsub',
  extra: Partial<LambdaEvent> = {},
): LambdaEvent {
  return {
    ...OTHER_EVENT,
    kind: 'messages',
    trigger,
    records,
    spanKind: SpanKind.CONSUMER,
    ...extra,
    shape: { name: faasProcessSpanName, attributes: faasAttributes(trigger), pushed: true, ...extra.shape },
  };
}

/** An event that brings none. */
export function plainEvent(
  kind: LambdaEvent['kind'],
  trigger: FaasTrigger,
  attributes: Attributes,
  extra: Partial<LambdaEvent> = {},
): LambdaEvent {
  return { ...OTHER_EVENT, kind, trigger, attributes, shape: { attributes: faasAttributes(trigger) }, ...extra };
}
