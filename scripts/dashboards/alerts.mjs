import { OLDEST_MESSAGE_AGE, VISIBLE_MESSAGES, byQueue } from './cloudwatch.mjs';
import { THROTTLED } from './panels.mjs';
import { byCall, label, queriesOver } from './queries.mjs';

/** Names by which people know a dead-letter queue. */
const DEAD_LETTER_NAMES = '"(?i).*(dlq|dead).*"';
const DEAD_LETTER_QUEUES = `=~${DEAD_LETTER_NAMES}`;

/**
 * One rule: when it fires, what it says, and the first thing to do then.
 * @typedef {object} Alert
 * @property {string} name
 * @property {string} expression
 * @property {string} [holdsFor] how long it has to hold
 * @property {'page' | 'ticket'} severity
 * @property {string} summary
 * @property {string} runbook
 */

/**
 * The alert rules. Their limits are a start: each queue has its own.
 * @param {{ metrics: Record<string, import('./queries.mjs').MetricDefinition>, names: Record<string, string> }} source
 * @returns {Alert[]}
 */
export function alertsOf({ metrics, names }) {
  const { rate, mean, quantile, occurrences } = queriesOver(metrics, '15m');
  const overAnHour = queriesOver(metrics, '1h');
  const queue = names['ATTR_MESSAGING_DESTINATION_NAME'];
  const error = names['ATTR_ERROR_TYPE'];
  const dropReason = names['ATTR_MESSAGING_SQS_PROPAGATION_DROP_REASON'];
  const forwardReason = names['ATTR_MESSAGING_SQS_FORWARD_REASON'];
  const rpc = [names['ATTR_RPC_SERVICE'], names['ATTR_RPC_METHOD']];
  const byDestination = { by: [queue] };
  // Topics and brokers have destinations, too. Each mode of names has one of these labels, and the other is empty there.
  const consumedSqs = {
    // Nobody has to receive dead letters.
    [queue]: `!~${DEAD_LETTER_NAMES}`,
    [names['ATTR_MESSAGING_SYSTEM']]: '=~"(aws_sqs)?"',
    [names['ATTR_MESSAGING_SYSTEM_NAME']]: '=~"(aws[.]sqs)?"',
  };
  const shown = `{{ $labels.${label(queue)} }}`;
  const errors = rate('processDuration', { ...byDestination, where: { [error]: '!=""' } });
  const taken = rate('consumedMessages', byDestination);
  const processed = rate('processDuration', byDestination);

  return [
    {
      name: 'SqsOldestMessageTooOld',
      expression: `${byQueue(OLDEST_MESSAGE_AGE, 'queue')} > 900`,
      holdsFor: '5m',
      severity: 'page',
      summary: 'The oldest message of {{ $labels.queue }} has waited {{ $value | humanizeDuration }}',
      runbook:
        'Are there consumers ("Messages delivered")? Do they fail ("Failed processings")? If neither, add consumers, or look at one message that never succeeds ("Receives per message").',
    },
    {
      name: 'SqsQueueTimeTooLong',
      expression: `${quantile(0.95, 'queueTime', byDestination)} > 300`,
      holdsFor: '10m',
      severity: 'ticket',
      summary: `One message in twenty waits longer than {{ $value | humanizeDuration }} in ${shown}`,
      runbook:
        'Compare "Messages sent and done" and "Processing time": more messages than before, or slower handlers? Open a slow process span, and follow its link to the producer.',
    },
    {
      name: 'SqsProcessErrorShare',
      expression: `${errors} / ${processed} > 0.05`,
      holdsFor: '10m',
      severity: 'page',
      summary: `{{ $value | humanizePercentage }} of the processings of ${shown} fail`,
      runbook: '"Failed processings" has the error. Search for process spans of the queue with that `error.type`.',
    },
    {
      name: 'SqsReceivesPerMessageRising',
      expression: `${mean('receiveCount', byDestination)} > 1.5 * (${overAnHour.mean('receiveCount', byDestination, ' offset 1h')})`,
      holdsFor: '10m',
      severity: 'ticket',
      summary: `Messages of ${shown} are received {{ $value | humanize }} times, more often than an hour ago`,
      runbook:
        'Handlers fail ("Failed processings"), or they take longer than the visibility timeout ("Visibility timeout overruns"), or messages are not deleted: look for process spans without a delete below them.',
    },
    {
      name: 'SqsVisibilityOverruns',
      expression: `${occurrences('visibilityOverruns', byDestination)} > 0`,
      severity: 'ticket',
      summary: `Processing of {{ $value | humanize }} messages of ${shown} outlived the visibility timeout`,
      runbook:
        'They were handed out again meanwhile. Compare "Processing time" with the visibility timeout of the queue: raise it, extend it while the handler works, or receive fewer messages at a time.',
    },
    {
      name: 'SqsNoConsumption',
      expression: `${rate('sentMessages', { ...byDestination, where: { ...consumedSqs, [error]: '=""' } })} > 0 unless (${taken} > 0 or ${processed} > 0)`,
      holdsFor: '15m',
      severity: 'page',
      summary: `Messages are sent to ${shown}, and nobody receives them`,
      runbook:
        'Do the consumers run, and do they receive from this queue? A consumer without tracing is not seen: "Messages waiting" tells.',
    },
    {
      name: 'SqsDeadLettersWaiting',
      expression: `${byQueue(VISIBLE_MESSAGES, 'queue', DEAD_LETTER_QUEUES)} > 0`,
      severity: 'ticket',
      summary: '{{ $value }} messages are in the dead-letter queue {{ $labels.queue }}',
      runbook:
        'Receive one without deleting it. Search for spans by its `messaging.message.id`: they show each failed attempt. After the repair, start a move task.',
    },
    {
      name: 'SqsDeadLettersForwarded',
      expression: `${occurrences('forwardedMessages', { by: [queue, forwardReason], where: { [queue]: DEAD_LETTER_QUEUES } })} > 0`,
      severity: 'ticket',
      summary: `{{ $value | humanize }} messages went to ${shown}: {{ $labels.${label(forwardReason)} }}`,
      runbook: 'Search for spans with this forward reason, and follow their links back to the attempts that failed.',
    },
    {
      name: 'SqsContextsDropped',
      expression: `${occurrences('droppedContexts', { by: [queue, dropReason] })} > 0`,
      severity: 'ticket',
      summary: `{{ $value | humanize }} messages to ${shown} went without a trace context: {{ $labels.${label(dropReason)} }}`,
      runbook:
        'Their consumers start traces of their own. Give the message a free attribute or free bytes, or allow `awsTraceHeader`.',
    },
    {
      name: 'AwsCallsThrottled',
      expression: `${byCall(rate('callDuration', { by: [...rpc, error], where: { [error]: THROTTLED } }), rpc)} > 0`,
      holdsFor: '5m',
      severity: 'ticket',
      summary: `{{ $labels.call }} is throttled: {{ $labels.${label(error)} }}`,
      runbook: 'The SDK has given up after its attempts. Slow down, send in batches, or ask for a higher quota.',
    },
  ];
}

/** What an alert says, for readers: labels and values as words. @param {string} summary */
export function readable(summary) {
  return summary.replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, '`$1`').replaceAll(/\{\{ \$value[^}]*\}\}/g, 'N');
}
