'use strict';
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

exports.config = {
  endpoint: process.env.ENDPOINT,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};
exports.QueueUrl = `${process.env.ENDPOINT}/123456789012/jobs`;
exports.message = { MessageId: 'message-1', ReceiptHandle: 'receipt', Body: 'x' };
