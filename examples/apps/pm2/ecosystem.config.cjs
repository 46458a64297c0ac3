const traced = { node_args: '--import opentelemetry-instrumentation-sqs/register' };

module.exports = {
  apps: [
    {
      ...traced,
      name: 'order-worker',
      script: 'worker.js',
      // Time to end the poll and to export; 1.6 seconds otherwise.
      kill_timeout: 5000,
      env: { OTEL_SERVICE_NAME: 'order-worker' },
    },
    {
      ...traced,
      name: 'order-producer',
      script: 'producer.js',
      // It sends an order and ends.
      autorestart: false,
      env: { OTEL_SERVICE_NAME: 'order-producer' },
    },
  ],
};
