'use strict';
// Since 3.x, the API of logs is in the one of the other signals.
module.exports = require('@opentelemetry/api');
