import type * as Kinesis from '@aws-sdk/client-kinesis';
import { type KinesisRequest, type KinesisResponse, kinesisSemconv } from '../semconv/kinesis';
import { partialFailure, partialResult } from './partialFailures';
import { type OperationDefinition, defineService } from './service';
import { entriesOf } from '../values';

type Operation = OperationDefinition<KinesisRequest, KinesisResponse>;

/** The ARN of a stream, or of one of its consumers. */
const STREAM_ARN = /^arn:[^:]*:kinesis:[^:]*:[^:]*:stream\/([^/]+)/;

function streamOf(input: { StreamName?: unknown; StreamARN?: unknown; ConsumerARN?: unknown }): string | undefined {
  const { StreamName, StreamARN, ConsumerARN } = input;
  if (typeof StreamName === 'string') return StreamName;
  const arn = StreamARN ?? ConsumerARN;
  return typeof arn === 'string' ? STREAM_ARN.exec(arn)?.[1] : undefined;
}

const putRecords: Operation = {
  request: (input: Kinesis.PutRecordsCommandInput) => ({
    streamName: streamOf(input),
    recordCount: entriesOf(input.Records).length,
  }),
  response: (output: Kinesis.PutRecordsCommandOutput) => partialResult(output.Records, output.FailedRecordCount),
  failure: (output: Kinesis.PutRecordsCommandOutput) =>
    partialFailure(output.Records, output.FailedRecordCount, 'records'),
};

const getRecords: Operation = {
  request: (input: Kinesis.GetRecordsCommandInput) => ({ streamName: streamOf(input) }),
  response: ({ Records }: Kinesis.GetRecordsCommandOutput) =>
    Array.isArray(Records) ? { recordCount: Records.length } : {},
};

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_Operations.html */
export const kinesis = defineService<KinesisRequest, KinesisResponse>({
  id: 'Kinesis',
  semconv: kinesisSemconv,
  operations: { PutRecords: putRecords, GetRecords: getRecords },
  others: { request: (input: Kinesis.PutRecordCommandInput) => ({ streamName: streamOf(input) }) },
});
