// What only AWS knows of a queue. Prometheus gets it from an exporter of CloudWatch.

/**
 * Two exporters give these metrics the same names, and the queue's name different labels.
 * @see https://github.com/prometheus-community/yet-another-cloudwatch-exporter
 * @see https://github.com/prometheus/cloudwatch_exporter
 */
const QUEUE_LABELS = ['dimension_QueueName', 'queue_name'];

export const OLDEST_MESSAGE_AGE = 'aws_sqs_approximate_age_of_oldest_message_maximum';
export const VISIBLE_MESSAGES = 'aws_sqs_approximate_number_of_messages_visible_maximum';

/**
 * The value for each queue, under a label that does not depend on the exporter.
 * @param {string} metric
 * @param {string} name the label
 * @param {string} [matcher] of the queue's name
 */
export function byQueue(metric, name, matcher = '') {
  const labels = QUEUE_LABELS.map((label) => `"${label}"`).join(', ');
  const series = QUEUE_LABELS.map((label) => `${metric}{${label}${matcher}}`);
  // A series has one of the labels, and an absent one is empty.
  return `max by (${name}) (label_join(${matcher === '' ? metric : series.join(' or ')}, "${name}", "", ${labels}))`;
}
