import * as names from './attributes';
import { factsSemconv } from './facts';

export interface LogFacts {
  readonly groupNames?: readonly string[] | undefined;
  readonly streamNames?: readonly string[] | undefined;
  readonly eventCount?: number | undefined;
  readonly rejectedEventCount?: number | undefined;
}

/** @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/aws/#amazon-logs-attributes */
export const cloudWatchLogsSemconv = factsSemconv<LogFacts>({
  groupNames: names.ATTR_AWS_LOG_GROUP_NAMES,
  streamNames: names.ATTR_AWS_LOG_STREAM_NAMES,
  eventCount: names.ATTR_AWS_LOG_EVENT_COUNT,
  rejectedEventCount: names.ATTR_AWS_LOG_REJECTED_EVENT_COUNT,
});
