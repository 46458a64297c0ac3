'use strict';
// Before the SDK.
require('./telemetry.cjs'); // oxlint-disable-line import/no-unassigned-import
const { createRequire } = require('node:module');
const { join } = require('node:path');
const sqs = require('@aws-sdk/client-sqs');

const other = createRequire(join(__dirname, 'other', 'index.js'))('@aws-sdk/client-sqs');
if (other.SQSClient === sqs.SQSClient) throw new Error('There is only one copy');
void require('./calls.cjs').run(sqs, other);
