import { type FirehoseFacts, firehoseSemconv } from '../semconv/firehose';
import { type Members, text } from '../values';
import { joinedCodes, partialFailure, partialResult } from './partialFailures';
import { type OperationDefinition, defineService } from './service';

type Operation = OperationDefinition<FirehoseFacts, FirehoseFacts>;

const anyOperation: Operation = {
  request: ({ DeliveryStreamName }: Members) => ({ streamName: text(DeliveryStreamName) }),
};

const putRecordBatch: Operation = {
  request: ({ DeliveryStreamName, Records }: Members) => ({
    streamName: text(DeliveryStreamName),
    recordCount: Array.isArray(Records) ? Records.length : undefined,
  }),
  response({ RequestResponses, FailedPutCount }: Members) {
    const { failedCount, failureCodes } = partialResult(RequestResponses, FailedPutCount);
    return { failedRecordCount: failedCount, failureCodes: joinedCodes(failureCodes) };
  },
  failure: ({ RequestResponses, FailedPutCount }: Members) =>
    partialFailure(RequestResponses, FailedPutCount, 'records'),
};

/** @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_Operations.html */
export const firehose = defineService<FirehoseFacts, FirehoseFacts>({
  id: 'Firehose',
  semconv: firehoseSemconv,
  operations: { PutRecord: anyOperation, PutRecordBatch: putRecordBatch },
  others: anyOperation,
});
