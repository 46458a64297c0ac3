import { types } from 'node:util';
import { SpanKind } from '@opentelemetry/api';
import type * as Kinesis from '@aws-sdk/client-kinesis';
import type { Options } from '../options';
import type { Budget } from '../propagation/budget';
import { limitOf } from '../propagation/messageLimits';
import { KINESIS_SHAPE } from '../propagation/messageShapes';
import { injectIntoData } from '../propagation/recordData';
import { type KinesisRequest, type KinesisResponse, kinesisSemconv } from '../semconv/kinesis';
import { partialFailure, partialResult } from './partialFailures';
import { type MessageContexts, type OperationDefinition, defineService } from './service';
import { type Members, byteLength, copyWith, entriesOf, isObject } from '../values';

type Operation = OperationDefinition<KinesisRequest, KinesisResponse>;

/** The ARN of a stream, or of one of its consumers. */
const STREAM_ARN = /^arn:[^:]*:kinesis:[^:]*:[^:]*:stream\/([^/]+)/;

function streamOf(input: { StreamName?: unknown; StreamARN?: unknown; ConsumerARN?: unknown }): string | undefined {
  const { StreamName, StreamARN, ConsumerARN } = input;
  if (typeof StreamName === 'string') return StreamName;
  const arn = StreamARN ?? ConsumerARN;
  return typeof arn === 'string' ? STREAM_ARN.exec(arn)?.[1] : undefined;
}

/** Whoever sends a context is the producer of what carries it. */
function kindOfPut({ kinesisDataInjection, propagateMessageContext }: Options): SpanKind {
  return kinesisDataInjection && propagateMessageContext !== false ? SpanKind.PRODUCER : SpanKind.CLIENT;
}

const putRecord: Operation = {
  kind: kindOfPut,
  request: (input: Kinesis.PutRecordCommandInput) => ({ streamName: streamOf(input) }),
  destination: streamOf,
  inject(input: Kinesis.PutRecordCommandInput, contexts, options) {
    if (!options.kinesisDataInjection) return input;
    const [record = input] = injectIntoRecords([input], input, contexts, options);
    return record as object;
  },
};

const putRecords: Operation = {
  kind: kindOfPut,
  destination: streamOf,
  inject(input: Kinesis.PutRecordsCommandInput, contexts, options) {
    const records: unknown = input.Records;
    if (!options.kinesisDataInjection) return input;
    // A proxy of a list may answer each reader differently, so a copy would not be the same.
    if (!Array.isArray(records) || types.isProxy(records)) return input;
    const Records = injectIntoRecords(records, input, contexts, options);
    const changed = Records.some((record, index) => record !== records[index]);
    return changed ? (copyWith(input, { Records }) ?? input) : input;
  },
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

function injectIntoRecords(
  records: readonly unknown[],
  input: object,
  contexts: MessageContexts,
  options: Options,
): unknown[] {
  const context = contexts.contextOf(0);
  if (context === undefined) return [...records];
  const keeps = (carrier: object): boolean => contexts.keeps(carrier);
  const { maxSize, formerMaxSize, maxRecordSize } = KINESIS_SHAPE;
  const size = records.reduce<number>((total, record) => total + sizeOf(record), 0);
  const request: Budget = { bytes: (size <= formerMaxSize ? formerMaxSize : maxSize) - size };
  const configured = limitOf(streamOf(input), { maxSize: maxRecordSize }, options);
  return records.map((record) => {
    if (!isObject(record)) return record;
    const own = sizeOf(record);
    // A stream may take larger ones; how large is not known here.
    const free = (own <= maxRecordSize ? Math.min(maxRecordSize, configured.bytes) : configured.bytes) - own;
    const budget: Budget = { bytes: Math.min(request.bytes, free) };
    const before = budget.bytes;
    const Data = injectIntoData(record['Data'], context, budget, keeps);
    if (Data === undefined) return record;
    request.bytes -= before - budget.bytes;
    return copyWith(record, { Data }) ?? record;
  });
}

/** The bytes that Kinesis counts of a record: its data before they are encoded, and its key. */
function sizeOf(record: unknown): number {
  if (!isObject(record)) return 0;
  const { Data, PartitionKey }: Members = record;
  return (ArrayBuffer.isView(Data) ? Data.byteLength : (byteLength(Data) ?? 0)) + (byteLength(PartitionKey) ?? 0);
}

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_Operations.html */
export const kinesis = defineService<KinesisRequest, KinesisResponse>({
  id: 'Kinesis',
  semconv: kinesisSemconv,
  operations: { PutRecord: putRecord, PutRecords: putRecords, GetRecords: getRecords },
  others: { request: (input: Kinesis.PutRecordCommandInput) => ({ streamName: streamOf(input) }) },
});
