import type * as EventBridge from '@aws-sdk/client-eventbridge';
import { SpanKind } from '@opentelemetry/api';
import type { Options } from '../options';
import { awsTraceHeaderOf } from '../propagation/awsTraceHeader';
import { injectIntoDetail } from '../propagation/eventDetail';
import { EVENTBRIDGE_SHAPE } from '../propagation/messageShapes';
import { type Budget, allowedSize } from '../propagation/budget';
import { type EventBridgeRequest, type PartialResult, eventBridgeSemconv } from '../semconv/eventbridge';
import { failureOfParts, partResults, partialFailure, partialResult } from './partialFailures';
import { type MessageContexts, type OperationDefinition, defineService } from './service';
import { isFreeForHeader } from './traceHeader';
import { type Members, byteLength, copyWith, entriesOf, isObject } from '../values';

type Operation = OperationDefinition<EventBridgeRequest, PartialResult>;
type Entry = EventBridge.PutEventsRequestEntry;

const BUS_ARN = /^arn:[^:]*:events:[^:]*:[^:]*:event-bus\/(.+)$/;
const DEFAULT_BUS = 'default';

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html */
const TIME_SIZE = 14;

function busOf(name: unknown): string | undefined {
  return typeof name === 'string' ? (BUS_ARN.exec(name)?.[1] ?? name) : undefined;
}

/** The bus of all entries, if they have the same one. An entry without a name goes to the default bus. */
function busOfAll(input: { Entries?: unknown }): string | undefined {
  const buses = new Set(entriesOf<Entry>(input.Entries).map(({ EventBusName }) => busOf(EventBusName ?? DEFAULT_BUS)));
  const [bus] = buses;
  return buses.size === 1 ? bus : undefined;
}

const putEvents: Operation = {
  kind: SpanKind.PRODUCER,
  messaging: 'send',
  request: (input: EventBridge.PutEventsCommandInput) => ({
    eventBus: busOfAll(input),
    entryCount: entriesOf(input.Entries).length,
    sends: true,
  }),
  standard: { request: (input) => ({ eventBus: busOfAll(input), sends: true }) },
  sends: (input: EventBridge.PutEventsCommandInput) => entriesOf(input.Entries).length,
  results: (output: EventBridge.PutEventsCommandOutput) => partResults(output.Entries),
  response: (output: EventBridge.PutEventsCommandOutput) => partialResult(output.Entries, output.FailedEntryCount),
  failure: (output: EventBridge.PutEventsCommandOutput) =>
    partialFailure(output.Entries, output.FailedEntryCount, 'entries'),
  destination: busOfAll,
  inject(input: EventBridge.PutEventsCommandInput, contexts, options) {
    return injectIntoEntries(input, contexts, options);
  },
};

/** For operations whose `Name` is a bus. Other operations have it in `EventBusName`. */
const nameOfBus: Operation = { request: (input: { Name?: unknown }) => ({ eventBus: busOf(input.Name) }) };

/** Targets of a rule that could not be put or removed. */
const targets: Operation = {
  request: ({ EventBusName }: { EventBusName?: unknown }) => ({ eventBus: busOf(EventBusName) }),
  response: (output: EventBridge.PutTargetsCommandOutput) =>
    partialResult(output.FailedEntries, output.FailedEntryCount),
  failure({ FailedEntries }: EventBridge.PutTargetsCommandOutput) {
    const codes = entriesOf<EventBridge.PutTargetsResultEntry>(FailedEntries).map(({ ErrorCode }) => ErrorCode);
    return failureOfParts(codes, undefined, 'targets failed');
  },
};

/** Events of a partner, whose bus is that of its source. */
const putPartnerEvents: Operation = {
  request: ({ Entries }: { Entries?: unknown }) => ({ eventBus: undefined, entryCount: entriesOf(Entries).length }),
  response: (output: EventBridge.PutPartnerEventsCommandOutput) =>
    partialResult(output.Entries, output.FailedEntryCount),
  failure: (output: EventBridge.PutPartnerEventsCommandOutput) =>
    partialFailure(output.Entries, output.FailedEntryCount, 'entries'),
};

function injectIntoEntries(input: { Entries?: unknown }, contexts: MessageContexts, options: Options): object {
  const context = contexts.contextOf(0);
  if (context === undefined || !Array.isArray(input.Entries)) return input;
  const keeps = (carrier: object): boolean => contexts.keeps(carrier);
  const entries: readonly unknown[] = input.Entries;
  const header = options.awsTraceHeader === 'never' ? undefined : awsTraceHeaderOf(context);
  const budget = options.eventBridgeDetailInjection ? budgetIn(entries.filter(isObject)) : undefined;
  let changed = false;
  const injected = entries.map((entry) => {
    if (!isObject(entry)) return entry;
    const replaced: Members = {};
    if (header !== undefined && isFreeForHeader(entry['TraceHeader'], contexts)) replaced['TraceHeader'] = header;
    const detail = budget && injectIntoDetail(entry['Detail'], context, budget, keeps);
    if (detail !== undefined) replaced['Detail'] = detail;
    if (Object.keys(replaced).length === 0) return entry;
    changed = true;
    return copyWith(entry, replaced) ?? entry;
  });
  return changed ? (copyWith(input, { Entries: injected }) ?? input) : input;
}

function budgetIn(entries: readonly Members[]): Budget {
  const size = entries.reduce((total, entry) => total + eventSize(entry), 0);
  return { bytes: allowedSize(size, EVENTBRIDGE_SHAPE.maxSize) - size };
}

function eventSize({ Time, Source, DetailType, Detail, Resources }: Members): number {
  const texts = [Source, DetailType, Detail, ...(Array.isArray(Resources) ? (Resources as unknown[]) : [])];
  return texts.reduce<number>((total, text) => total + (byteLength(text) ?? 0), Time == null ? 0 : TIME_SIZE);
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Operations.html */
export const eventBridge = defineService<EventBridgeRequest, PartialResult>({
  id: 'EventBridge',
  semconv: eventBridgeSemconv,
  operations: {
    PutEvents: putEvents,
    PutPartnerEvents: putPartnerEvents,
    PutTargets: targets,
    RemoveTargets: targets,
    CreateEventBus: nameOfBus,
    DeleteEventBus: nameOfBus,
    DescribeEventBus: nameOfBus,
    UpdateEventBus: nameOfBus,
  },
  others: { request: (input: { EventBusName?: unknown }) => ({ eventBus: busOf(input.EventBusName) }) },
});
