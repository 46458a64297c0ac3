import * as names from './attributes';
import { factsSemconv } from './facts';

/** What a request to SES, or its answer, says of mail. There are no addresses in it. */
export interface MailFacts {
  readonly configurationSet?: string | undefined;
  readonly template?: string | undefined;
  readonly recipientCount?: number | undefined;
  readonly messageId?: string | undefined;
  readonly entryCount?: number | undefined;
  readonly failedEntryCount?: number | undefined;
  readonly failureCodes?: string | undefined;
}

export const sesSemconv = factsSemconv<MailFacts>({
  configurationSet: names.ATTR_AWS_SES_CONFIGURATION_SET_NAME,
  template: names.ATTR_AWS_SES_TEMPLATE_NAME,
  recipientCount: names.ATTR_AWS_SES_RECIPIENT_COUNT,
  messageId: names.ATTR_AWS_SES_MESSAGE_ID,
  entryCount: names.ATTR_AWS_SES_ENTRY_COUNT,
  failedEntryCount: names.ATTR_AWS_SES_FAILED_ENTRY_COUNT,
  failureCodes: names.ATTR_AWS_SES_FAILURE_CODES,
});
