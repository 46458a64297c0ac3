import type { Attributes } from '@opentelemetry/api';
import * as names from './attributes';
import {
  AWS_SNS,
  type Destination,
  type MessagingRequest,
  type MessagingResponse,
  messagingAttributes,
} from './messaging';
import type { Semconv } from './semconv';
import { set } from './set';

/**
 * The messaging conventions without the parts that only SQS has.
 * @see https://opentelemetry.io/docs/specs/semconv/messaging/sns/
 */
export const snsSemconv: Semconv<MessagingRequest, MessagingResponse> = {
  constants: ({ messaging }, naming) => messagingAttributes(AWS_SNS, messaging, naming),
  request(attributes, { destination, message, batch }) {
    setTopic(attributes, destination);
    set(attributes, names.ATTR_MESSAGING_MESSAGE_BODY_SIZE, message?.bodySize);
    set(attributes, names.ATTR_MESSAGING_BATCH_MESSAGE_COUNT, batch?.size);
  },
  response(attributes, { destination, sent, batch }) {
    setTopic(attributes, destination);
    set(attributes, names.ATTR_MESSAGING_MESSAGE_ID, sent?.id);
    if (batch === undefined) return;
    attributes[names.ATTR_MESSAGING_SNS_BATCH_SUCCESS_COUNT] = batch.succeeded;
    attributes[names.ATTR_MESSAGING_SNS_BATCH_FAILED_COUNT] = batch.failed;
    set(attributes, names.ATTR_MESSAGING_SNS_BATCH_FAILURE_CODES, batch.failureCodes.join(',') || undefined);
  },
};

function setTopic(attributes: Attributes, destination: Destination | undefined): void {
  set(attributes, names.ATTR_MESSAGING_DESTINATION_NAME, destination?.name);
  set(attributes, names.ATTR_AWS_SNS_TOPIC_ARN, destination?.topicArn);
}
