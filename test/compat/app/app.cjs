'use strict';
require('./telemetry.cjs');
const sqs = require('@aws-sdk/client-sqs');

require('./calls.cjs').run(sqs);
