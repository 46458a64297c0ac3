import * as names from './attributes';
import type { Semconv } from './semconv';
import { set } from './set';

/** What a request to EventBridge contains. */
export interface EventBridgeRequest {
  readonly eventBus: string | undefined;
  readonly entryCount?: number | undefined;
}

/** The results of a request whose parts can fail one by one. */
export interface PartialResult {
  readonly failedCount: number | undefined;
  /** Distinct and sorted. */
  readonly failureCodes: readonly string[];
}

/** No convention covers EventBridge. These names are the product's own. */
export const eventBridgeSemconv: Semconv<EventBridgeRequest, PartialResult> = {
  constants: () => ({}),
  request(attributes, { eventBus, entryCount }) {
    set(attributes, names.ATTR_AWS_EVENTBRIDGE_EVENT_BUS_NAME, eventBus);
    set(attributes, names.ATTR_AWS_EVENTBRIDGE_ENTRY_COUNT, entryCount);
  },
  response(attributes, { failedCount, failureCodes }) {
    set(attributes, names.ATTR_AWS_EVENTBRIDGE_FAILED_ENTRY_COUNT, failedCount);
    set(attributes, names.ATTR_AWS_EVENTBRIDGE_FAILURE_CODES, failureCodes.join(',') || undefined);
  },
};
