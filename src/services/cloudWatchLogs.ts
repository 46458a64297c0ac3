import { type LogFacts, cloudWatchLogsSemconv } from '../semconv/cloudWatchLogs';
import { errorTypeOfCodes } from '../semconv/errors';
import { type Members, isObject, membersOf, number, texts } from '../values';
import { type OperationDefinition, defineService } from './service';

type Operation = OperationDefinition<LogFacts, LogFacts>;

/** The ARN of a group, with or without the `:*` of all its streams. */
const GROUP_ARN = /^arn:[^:]*:logs:[^:]*:[^:]*:log-group:([^:]+)/;

/** A request is about one group, or about several. */
function groupsOf({ logGroupName, logGroupNames, logGroupIdentifier, logGroupIdentifiers }: Members): string[] {
  const given = listOf(logGroupName ?? logGroupIdentifier ?? logGroupNames ?? logGroupIdentifiers);
  return given.map((group) => GROUP_ARN.exec(group)?.[1] ?? group);
}

function namesOf(input: Members): LogFacts {
  return { groupNames: groupsOf(input), streamNames: listOf(input['logStreamName'] ?? input['logStreamNames']) };
}

function listOf(given: unknown): string[] {
  return typeof given === 'string' ? [given] : (texts(given) ?? []);
}

/**
 * How many events CloudWatch did not take: the oldest, whose end it says, and the newest, whose start it says.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_RejectedLogEventsInfo.html
 */
function rejectedOf(output: Members, total: number): number | undefined {
  const info = output['rejectedLogEventsInfo'];
  if (!isObject(info)) return undefined;
  const old = Math.max(number(info['tooOldLogEventEndIndex']) ?? 0, number(info['expiredLogEventEndIndex']) ?? 0);
  const firstNew = number(info['tooNewLogEventStartIndex']) ?? total;
  return Math.min(total, old + Math.max(0, total - Math.max(firstNew, old)));
}

const REASONS: readonly (readonly [member: string, code: string])[] = [
  ['expiredLogEventEndIndex', 'ExpiredLogEvents'],
  ['tooOldLogEventEndIndex', 'TooOldLogEvents'],
  ['tooNewLogEventStartIndex', 'TooNewLogEvents'],
];

const putLogEvents: Operation = {
  request: (input: Members) => ({
    ...namesOf(input),
    eventCount: Array.isArray(input['logEvents']) ? input['logEvents'].length : undefined,
  }),
  response(output: Members, _options, input) {
    const events = membersOf(input)['logEvents'];
    return { rejectedEventCount: Array.isArray(events) ? rejectedOf(output, events.length) : undefined };
  },
  failure({ rejectedLogEventsInfo }: Members) {
    const info = membersOf(rejectedLogEventsInfo);
    const codes = REASONS.flatMap(([member, code]) => (number(info[member]) === undefined ? [] : code));
    return codes.length === 0 ? undefined : { type: errorTypeOfCodes(codes), message: 'events rejected' };
  },
};

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_Operations.html */
export const cloudWatchLogs = defineService<LogFacts, LogFacts>({
  id: 'CloudWatchLogs',
  semconv: cloudWatchLogsSemconv,
  severalHosts: true,
  operations: { PutLogEvents: putLogEvents },
  others: { request: namesOf },
});
