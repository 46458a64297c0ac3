import * as names from './attributes';
import { AWS_EVENTBRIDGE } from './eventSources';
import { messagingAttributes } from './messaging';
import type { Semconv } from './semconv';
import { set } from './set';

/** What a request to EventBridge contains. */
export interface EventBridgeRequest {
  readonly eventBus: string | undefined;
  readonly entryCount?: number | undefined;
  /** Whether the request sends events to the bus. */
  readonly sends?: boolean;
}

/** The results of a request whose parts can fail one by one. */
export interface PartialResult {
  readonly failedCount: number | undefined;
  /** Distinct and sorted. */
  readonly failureCodes: readonly string[];
}

/**
 * No convention covers EventBridge. The names that begin with `aws.eventbridge` are the product's own; for events that are
 * sent the general messaging attributes stand beside them.
 * @see https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/
 */
export const eventBridgeSemconv: Semconv<EventBridgeRequest, PartialResult> = {
  constants: ({ messaging }, naming) =>
    messaging === undefined ? {} : messagingAttributes(AWS_EVENTBRIDGE, messaging, naming),
  request(attributes, { eventBus, entryCount, sends }, { detail }) {
    if (sends === true) set(attributes, names.ATTR_MESSAGING_DESTINATION_NAME, eventBus);
    if (detail) set(attributes, names.ATTR_AWS_EVENTBRIDGE_EVENT_BUS_NAME, eventBus);
    set(attributes, names.ATTR_AWS_EVENTBRIDGE_ENTRY_COUNT, entryCount);
  },
  response(attributes, { failedCount, failureCodes }) {
    set(attributes, names.ATTR_AWS_EVENTBRIDGE_FAILED_ENTRY_COUNT, failedCount);
    set(attributes, names.ATTR_AWS_EVENTBRIDGE_FAILURE_CODES, failureCodes.join(',') || undefined);
  },
};
