import { OLDEST_MESSAGE_AGE, VISIBLE_MESSAGES, byQueue } from './cloudwatch.mjs';
import { byCall, label, queriesOver } from './queries.mjs';

/** Codes by which AWS says that a caller is too fast. https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html */
export const THROTTLED = '=~".*(Throttl|TooManyRequests|ThroughputExceeded|SlowDown|LimitExceeded|OverLimit).*"';

/**
 * One panel: what it is called, what it tells, and its queries with their legends.
 * @typedef {object} Panel
 * @property {string} title
 * @property {string} description
 * @property {string} unit of Grafana
 * @property {readonly (readonly [expression: string, legend: string])[]} targets
 */

/**
 * The panels of the dashboard, in their order.
 * @param {{ metrics: Record<string, import('./queries.mjs').MetricDefinition>, names: Record<string, string> }} source
 * @returns {Panel[]}
 */
export function panelsOf({ metrics, names }) {
  const { rate, mean, quantile } = queriesOver(metrics, '$__rate_interval');
  const queue = names['ATTR_MESSAGING_DESTINATION_NAME'];
  const error = names['ATTR_ERROR_TYPE'];
  const dropReason = names['ATTR_MESSAGING_SQS_PROPAGATION_DROP_REASON'];
  const forwardReason = names['ATTR_MESSAGING_SQS_FORWARD_REASON'];
  const table = names['ATTR_DB_COLLECTION_NAME'];
  const databaseOperation = names['ATTR_DB_OPERATION_NAME'];
  const rpc = [names['ATTR_RPC_SERVICE'], names['ATTR_RPC_METHOD']];

  const ofQueue = { by: [queue], where: { [queue]: '=~"$queue"' } };
  /** @param {...string} by */
  const ofQueueBy = (...by) => ({ ...ofQueue, by: [queue, ...by] });
  const failed = { [error]: '!=""' };
  const shown = `{{${label(queue)}}}`;

  return [
    {
      title: 'Time in queue',
      description: 'From a message being sent to its processing. If it grows, the queue does not drain.',
      unit: 's',
      targets: [
        [quantile(0.5, 'queueTime', ofQueue), `p50 ${shown}`],
        [quantile(0.95, 'queueTime', ofQueue), `p95 ${shown}`],
      ],
    },
    {
      title: 'Processing time',
      description: 'How long handlers take.',
      unit: 's',
      targets: [
        [quantile(0.5, 'processDuration', ofQueue), `p50 ${shown}`],
        [quantile(0.95, 'processDuration', ofQueue), `p95 ${shown}`],
      ],
    },
    {
      title: 'Does the queue drain? Messages waiting',
      description:
        'Only AWS knows: CloudWatch, by an exporter. What applications count cannot tell it, because a message that comes ' +
        'five times is delivered five times.',
      unit: 'short',
      targets: [[byQueue(VISIBLE_MESSAGES, 'queue'), '{{queue}}']],
    },
    {
      title: 'Does the queue drain? Age of the oldest message',
      description:
        'From CloudWatch, by an exporter. It grows where nobody receives, and where one message never succeeds.',
      unit: 's',
      targets: [[byQueue(OLDEST_MESSAGE_AGE, 'queue'), '{{queue}}']],
    },
    {
      title: 'Messages sent and done',
      description:
        'Accepted by SQS, and processed without an error. It is no balance of the queue: it sees traced producers and ' +
        'consumers only, and a message that nobody deletes is done each time.',
      unit: 'cps',
      targets: [
        [rate('sentMessages', { ...ofQueue, where: { ...ofQueue.where, [error]: '=""' } }), `sent ${shown}`],
        [rate('processDuration', { ...ofQueue, where: { ...ofQueue.where, [error]: '=""' } }), `done ${shown}`],
      ],
    },
    {
      title: 'Messages delivered',
      description: 'Each delivery counts, also the second of the same message.',
      unit: 'cps',
      targets: [[rate('consumedMessages', ofQueue), shown]],
    },
    {
      title: 'Failed processings',
      description: 'Handlers that threw, by error.',
      unit: 'cps',
      targets: [
        [
          rate('processDuration', { ...ofQueueBy(error), where: { ...ofQueue.where, ...failed } }),
          `${shown} {{${label(error)}}}`,
        ],
      ],
    },
    {
      title: 'Receives per message',
      description: 'How often a message had been received when it was processed. Above one, messages come back.',
      unit: 'short',
      targets: [
        [mean('receiveCount', ofQueue), `mean ${shown}`],
        [quantile(0.95, 'receiveCount', ofQueue), `p95 ${shown}`],
      ],
    },
    {
      title: 'Visibility timeout overruns',
      description: 'Messages that were handed out again while they were being processed.',
      unit: 'cps',
      targets: [[rate('visibilityOverruns', ofQueue), shown]],
    },
    {
      title: 'Forwarded messages',
      description: 'Sent on by `forwardMessage`, by destination and reason: retries and dead letters.',
      unit: 'cps',
      targets: [[rate('forwardedMessages', ofQueueBy(forwardReason)), `${shown} {{${label(forwardReason)}}}`]],
    },
    {
      title: 'Contexts dropped',
      description: 'Messages that had no room for the trace context, by reason. Their consumers are not connected.',
      unit: 'cps',
      targets: [[rate('droppedContexts', ofQueueBy(dropReason)), `${shown} {{${label(dropReason)}}}`]],
    },
    {
      title: 'Batch entries that failed',
      description: 'Partial failures of batch requests that succeeded, by code.',
      unit: 'cps',
      targets: [[rate('batchFailures', ofQueueBy(error)), `${shown} {{${label(error)}}}`]],
    },
    {
      title: 'AWS calls that failed',
      description: 'All services, by error.',
      unit: 'cps',
      targets: [
        [byCall(rate('callDuration', { by: [...rpc, error], where: failed }), rpc), `{{call}} {{${label(error)}}}`],
      ],
    },
    {
      title: 'Throttled calls',
      description:
        'Calls that failed because they were too many. The SDK has tried again before, which is not counted.',
      unit: 'cps',
      targets: [
        [
          byCall(rate('callDuration', { by: [...rpc, error], where: { [error]: THROTTLED } }), rpc),
          `{{call}} {{${label(error)}}}`,
        ],
      ],
    },
    {
      title: 'Time of AWS calls',
      description: 'The 95th percentile, all services. A long poll counts with its wait.',
      unit: 's',
      targets: [[byCall(quantile(0.95, 'callDuration', { by: rpc }), rpc), '{{call}}']],
    },
    {
      title: 'DynamoDB',
      description: 'The 95th percentile of its operations, by table, and the failed ones.',
      unit: 's',
      targets: [
        [
          quantile(0.95, 'databaseDuration', { by: [databaseOperation, table] }),
          `p95 {{${label(databaseOperation)}}} {{${label(table)}}}`,
        ],
      ],
    },
    {
      title: 'DynamoDB: failed operations',
      description: 'By table and error.',
      unit: 'cps',
      targets: [
        [
          rate('databaseDuration', { by: [databaseOperation, table, error], where: failed }),
          `{{${label(databaseOperation)}}} {{${label(table)}}} {{${label(error)}}}`,
        ],
      ],
    },
  ];
}
