import * as names from './attributes';
import { factsSemconv } from './facts';

export interface FirehoseFacts {
  readonly streamName?: string | undefined;
  readonly recordCount?: number | undefined;
  readonly failedRecordCount?: number | undefined;
  readonly failureCodes?: string | undefined;
}

export const firehoseSemconv = factsSemconv<FirehoseFacts>({
  streamName: names.ATTR_AWS_FIREHOSE_DELIVERY_STREAM_NAME,
  recordCount: names.ATTR_AWS_FIREHOSE_RECORD_COUNT,
  failedRecordCount: names.ATTR_AWS_FIREHOSE_FAILED_RECORD_COUNT,
  failureCodes: names.ATTR_AWS_FIREHOSE_FAILURE_CODES,
});
