import { type MailFacts, sesSemconv } from '../semconv/ses';
import { type Members, entriesOf, isObject, membersOf, text, texts } from '../values';
import type { Concealment } from './concealment';
import { concealContent } from './content';
import { joinedCodes, failureOfParts } from './partialFailures';
import { type OperationDefinition, defineService } from './service';

type Operation = OperationDefinition<MailFacts, MailFacts>;

/** Who gets mail is personal data: only how many they are is told. */
function recipientsOf(destination: unknown): number {
  return ['ToAddresses', 'CcAddresses', 'BccAddresses'].reduce(
    (count, list) => count + (texts(membersOf(destination)[list])?.length ?? 0),
    0,
  );
}

function templateOf(content: unknown): string | undefined {
  return text(membersOf(membersOf(content)['Template'])['TemplateName']);
}

/** SES quotes addresses in its errors, wherever it has them from: out of `Shop <orders@example.com>`, or an identity. */
function concealMail(input: object, into: Concealment): void {
  concealContent(input, into);
  for (const [address] of into.message.slice(0, MAX_READ).matchAll(ADDRESS)) into.value(address);
}

/** What stands behind it is never shown. */
const MAX_READ = 2048;
const ADDRESS = /[^\s<>,;:"'()[\]]{1,256}@[^\s<>,;:"'()[\]]{1,256}/g;

const sendEmail: Operation = {
  request: ({ ConfigurationSetName, Destination, Content }: Members) => ({
    configurationSet: text(ConfigurationSetName),
    template: templateOf(Content),
    recipientCount: isObject(Destination) ? recipientsOf(Destination) : undefined,
  }),
  response: ({ MessageId }: Members) => ({ messageId: text(MessageId) }),
  conceals: concealMail,
};

const SUCCESS = 'SUCCESS';

function failedOf(results: unknown): unknown[] {
  return entriesOf<{ Status?: unknown }>(results).flatMap(({ Status }) =>
    Status === undefined || Status === SUCCESS ? [] : [Status],
  );
}

const sendBulkEmail: Operation = {
  request: ({ ConfigurationSetName, DefaultContent, BulkEmailEntries }: Members) => ({
    configurationSet: text(ConfigurationSetName),
    template: templateOf(DefaultContent),
    entryCount: Array.isArray(BulkEmailEntries) ? BulkEmailEntries.length : undefined,
  }),
  response({ BulkEmailEntryResults: results }: Members) {
    if (!Array.isArray(results)) return {};
    const failed = failedOf(results);
    return { failedEntryCount: failed.length, failureCodes: joinedCodes(failed) };
  },
  failure: ({ BulkEmailEntryResults: results }: Members) =>
    failureOfParts(failedOf(results), entriesOf(results).length, 'entries failed'),
  conceals: concealMail,
};

/** @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Operations.html */
export const sesV2 = defineService<MailFacts, MailFacts>({
  id: 'SESv2',
  semconv: sesSemconv,
  operations: { SendEmail: sendEmail, SendBulkEmail: sendBulkEmail },
  others: { conceals: concealMail },
});
