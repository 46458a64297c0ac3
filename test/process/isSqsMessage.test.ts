import assert from 'node:assert/strict';
import { isFromSqs, isSqsMessage } from '../../src/process/isSqsMessage';
import { QUEUE_URL, message } from './consumerWorld';
import { lambdaRecord } from './lambda/lambdaWorld';

const ARN = 'arn:aws:sqs:eu-west-1:123456789012:orders';

const MESSAGES: Readonly<Record<string, unknown>> = {
  'a message of the SDK': message(),
  'a record of Lambda': lambdaRecord(),
  'nothing but a source': { eventSource: 'aws:sqs' },
  'nothing but a source, in the spelling of SNS': { EventSource: 'aws:sqs' },
  'nothing but the ARN of a queue': { eventSourceARN: ARN },
  'the ARN of a queue beside an envelope of SNS': { eventSourceARN: ARN, Message: 'm', TopicArn: 't' },
  'nothing but a receipt handle': { ReceiptHandle: 'r' },
  'nothing but a receipt handle of Lambda': { receiptHandle: 'r' },
  'nothing but an id': { MessageId: '1' },
  'nothing but a body': { Body: '' },
  'nothing but attributes of a message': { MessageAttributes: {} },
  'nothing but attributes': { Attributes: {} },
  'nothing but attributes of Lambda': { messageAttributes: {} },
  'an id and a body, with members of Lambda': { messageId: '1', body: '', md5OfBody: '', awsRegion: 'eu-west-1' },
};

const OTHERS: Readonly<Record<string, unknown>> = {
  nothing: undefined,
  null: null,
  'a text': 'text',
  'an empty object': {},
  'a record of SNS': { EventSource: 'aws:sns', Body: 'b', ReceiptHandle: 'r' },
  'a record of Kinesis': { eventSource: 'aws:kinesis', receiptHandle: 'r' },
  'the ARN of something else': { eventSourceARN: 'arn:aws:sns:eu-west-1:123456789012:orders' },
  'an envelope of SNS': { MessageId: '1', Message: 'm' },
  'an envelope of SNS that has lost its message': { MessageId: '1', TopicArn: 't' },
  'names of Lambda that are no text': { receiptHandle: 1, messageId: '1', body: { order: 1 } },
  'names of the SDK that are no text': { ReceiptHandle: 1, MessageId: 2, Body: {}, Attributes: 'a' },
  'an id that is a number, and a body': { messageId: 1, body: 'b' },
  'an id of Lambda alone': { messageId: '1' },
  'a body of Lambda alone': { body: 'b' },
  'an id and a body of another broker': { messageId: '1', body: 'b', contentType: 'text/plain' },
};

describe('a message of SQS', () => {
  for (const [what, given] of Object.entries(MESSAGES)) {
    it(`is ${what}`, () => {
      assert.equal(isSqsMessage(given), true);
      assert.equal(isFromSqs(given, {}), true);
    });
  }

  for (const [what, given] of Object.entries(OTHERS)) {
    it(`is not ${what}, unless somebody names its queue`, () => {
      assert.equal(isSqsMessage(given), false);
      assert.equal(isFromSqs(given, {}), false);
      assert.equal(isFromSqs(given, { queueUrl: QUEUE_URL }), true);
    });
  }
});
