import { queriesOver } from './queries.mjs';

/**
 * The questions that docs/metrics.md answers, each with its query.
 * @param {{ metrics: Record<string, import('./queries.mjs').MetricDefinition>, names: Record<string, string> }} source
 */
export function queryExamples({ metrics, names }) {
  const { rate, mean, quantile } = queriesOver(metrics, '5m');
  const queue = names['ATTR_MESSAGING_DESTINATION_NAME'];
  const error = names['ATTR_ERROR_TYPE'];
  const failed = { [error]: '!=""' };
  const call = [names['ATTR_RPC_SERVICE'], names['ATTR_RPC_METHOD'], error];
  /** @type {[question: string, query: string][]} */
  const examples = [
    [
      '**How long do messages wait?** The 95th percentile of the queue time, by queue:',
      quantile(0.95, 'queueTime', { by: [queue] }),
    ],
    [
      '**What fails?** Processings that threw, by queue and error:',
      rate('processDuration', { by: [queue, error], where: failed }),
    ],
    [
      '**Do messages come back?** The mean of receives per processed message. Above one, they do:',
      mean('receiveCount', { by: [queue] }),
    ],
    [
      '**Which AWS calls fail?** Failed calls, also throttled ones, by service, method and error:',
      rate('callDuration', { by: call, where: failed }),
    ],
  ];
  return examples.map(([question, query]) => `${question}\n\n\`\`\`promql\n${query}\n\`\`\``).join('\n\n');
}
