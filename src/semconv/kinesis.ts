import * as names from './attributes';
import type { PartialResult } from './eventbridge';
import type { Semconv } from './semconv';
import { set } from './set';

/** What a request to Kinesis tells. */
export interface KinesisRequest {
  readonly streamName: string | undefined;
  readonly recordCount?: number | undefined;
}

/** What Kinesis answers: records that it did not take, or records that it hands out. */
export interface KinesisResponse extends Partial<PartialResult> {
  readonly recordCount?: number | undefined;
}

/** The stream's name is the registry's, the counts are the product's. */
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
