// Before the SDK.
import './telemetry.cjs'; // oxlint-disable-line import/no-unassigned-import
import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import calls from './calls.cjs';

await calls.run({
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
  SendMessageBatchCommand,
  SendMessageCommand,
});
