import * as names from './attributes';
import type { PartialResult } from './eventbridge';
import type { Semconv } from './semconv';
import { set } from './set';

/** What a request to Kinesis contains. */
export interface KinesisRequest {
  readonly streamName: string | undefined;
  readonly recordCount?: number | undefined;
}

/** The answer of Kinesis: the number of records that it did not accept, or of those that it returns. */
export interface KinesisResponse extends Partial<PartialResult> {
  readonly recordCount?: number | undefined;
}

/** The attribute for the stream's name is in the registry. Those for the counts are the product's own. */
export const kinesisSemconv: Semconv<KinesisRequest, KinesisResponse> = {
  constants: () => ({}),
  request(attributes, { streamName, recordCount }) {
    set(attributes, names.ATTR_AWS_KINESIS_STREAM_NAME, streamName);
    set(attributes, names.ATTR_AWS_KINESIS_RECORD_COUNT, recordCount);
  },
  response(attributes, { failedCount, failureCodes, recordCount }) {
    set(attributes, names.ATTR_AWS_KINESIS_RECORD_COUNT, recordCount);
    set(attributes, names.ATTR_AWS_KINESIS_FAILED_RECORD_COUNT, failedCount);
    set(attributes, names.ATTR_AWS_KINESIS_FAILURE_CODES, failureCodes?.join(',') || undefined);
  },
};
