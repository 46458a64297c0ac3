'use strict';
// Before the SDK.
require('./telemetry.cjs'); // oxlint-disable-line import/no-unassigned-import
const sqs = require('@aws-sdk/client-sqs');

void require('./calls.cjs').run(sqs);
