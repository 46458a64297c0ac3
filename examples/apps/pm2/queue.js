const { CreateQueueCommand, SQSClient } = require('@aws-sdk/client-sqs');

// Undefined on AWS. The queue URLs of an emulator would go before the variable alone.
exports.sqs = new SQSClient({ endpoint: process.env.AWS_ENDPOINT_URL });

/** Gives the queue that is there, if one is. */
exports.openQueue = async () => {
  const { QueueUrl } = await exports.sqs.send(new CreateQueueCommand({ QueueName: 'orders' }));
  return QueueUrl;
};
