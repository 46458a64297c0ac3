import { readFileSync } from 'node:fs';

/** @typedef {{ find: RegExp, look: string, query?: string }} Step a query of the dashboard, and what it tells; `query` where no panel has it */

const WAITING_LONG = { find: /messaging_sqs_queue_time.*_bucket/, look: 'how long messages wait.' };
const SENT = { find: /messaging_client_sent_messages/, look: 'what producers send.' };
const DELIVERED = {
  find: /messaging_client_consumed_messages/,
  look: 'what is delivered; a message that is delivered twice counts twice.',
};
const SLOW = { find: /messaging_process_duration.*_bucket/, look: 'how long a handler takes.' };
const FAILED = { find: /messaging_process_duration.*error_type!=""/, look: 'which errors handlers throw.' };
const RECEIVES = {
  find: /messaging_sqs_process_receive_count_bucket/,
  look: 'how often messages had been received when they were processed. Above 1, they come again.',
};
const OVERRUNS = {
  find: /messaging_sqs_visibility_timeout_overruns/,
  look: 'messages that SQS gave to somebody else while a handler was at work.',
};
const CALLS = { find: /rpc_client_call_duration.*error_type!=""/, look: 'which AWS calls fail, throttled ones, too.' };
const BATCHES = {
  find: /messaging_sqs_batch_failed_messages/,
  look: 'entries that failed in a request that succeeded.',
};
const FORWARDED = {
  find: /messaging_sqs_forwarded_messages/,
  look: 'what `forwardMessage` has sent on, and why.',
  query:
    'sum by (messaging_destination_name, messaging_sqs_forward_reason) (rate(messaging_sqs_forwarded_messages_total[5m]))',
};
const DROPPED = {
  find: /messaging_sqs_propagation_dropped/,
  look: 'messages that had no room for the trace context.',
  query:
    'sum by (messaging_destination_name, messaging_sqs_propagation_drop_reason) (rate(messaging_sqs_propagation_dropped_total[5m]))',
};

/** @type {Record<string, readonly Step[]>} */
const RUNBOOKS = {
  lag: [WAITING_LONG, SENT, DELIVERED, SLOW, FAILED],
  poison: [RECEIVES, FAILED, FORWARDED],
  duplicates: [DELIVERED, OVERRUNS, BATCHES, CALLS],
  overruns: [OVERRUNS, SLOW, RECEIVES],
  lost: [DROPPED, SENT],
};

/**
 * For each runbook the table `runbook-NAME`: its panels and queries as the dashboard has them now, so that neither names
 * nor queries can drift.
 */
export const runbookTables = Object.fromEntries(
  Object.entries(RUNBOOKS).map(([name, steps]) => [`runbook-${name}`, () => steps.map(stepOf).join('\n\n')]),
);

/** @param {Step} step */
function stepOf({ find, look, query }) {
  const panel = panels().find(({ targets }) => targets.some(({ expr }) => find.test(expr)));
  const found = panel?.targets.findLast(({ expr }) => find.test(expr))?.expr ?? query;
  if (found === undefined) throw new Error(`no panel of docs/grafana-dashboard.json has a query like ${find}`);
  const title = panel === undefined ? 'No panel' : `Panel "${panel.title}"`;
  return `${title}: ${look}\n\n\`\`\`promql\n${withoutVariables(found)}\n\`\`\``;
}

/** @returns {{ title: string, targets: { expr: string }[] }[]} */
function panels() {
  return JSON.parse(readFileSync(new URL('../../docs/grafana-dashboard.json', import.meta.url), 'utf8')).panels;
}

/** A query for those who ask Prometheus itself. @param {string} query */
function withoutVariables(query) {
  return query
    .replaceAll('$__rate_interval', '5m')
    .replaceAll(/messaging_destination_name=~"\$queue",? ?/g, '')
    .replaceAll(/, \}/g, '}')
    .replaceAll('{}', '');
}
