// #region bundled
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { instrumentClient } from 'opentelemetry-instrumentation-sqs';

const sqs = instrumentClient(new SQSClient({}));
void sqs.send(new ListQueuesCommand({}));
// #endregion
