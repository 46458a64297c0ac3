/** A life of some series, and whether an alert fires in it. @see https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/ */
export interface AlertCase {
  readonly alert: string;
  readonly when: string;
  /** A value each minute, by series. `0+1x30` grows by one, thirty times; `_` is nothing. */
  readonly series: Readonly<Record<string, string>>;
  /** Minutes from the start. */
  readonly at: number;
  /** What fires; nothing where this is missing. */
  readonly fires?: { readonly labels: Readonly<Record<string, string>>; readonly summary: string };
}

const page = { severity: 'page' };
const ticket = { severity: 'ticket' };
const orders = { messaging_destination_name: 'orders' };
const of = (labels: string): string => `{messaging_destination_name="orders"${labels}}`;

/** Both ways of naming occur, and both exporters of CloudWatch. */
export const ALERT_CASES: readonly AlertCase[] = [
  {
    alert: 'SqsOldestMessageTooOld',
    when: 'the oldest message gets older and older',
    series: { 'aws_sqs_approximate_age_of_oldest_message_maximum{dimension_QueueName="orders"}': '0+60x40' },
    at: 30,
    fires: { labels: { ...page, queue: 'orders' }, summary: 'The oldest message of orders has waited 30m 0s' },
  },
  {
    alert: 'SqsOldestMessageTooOld',
    when: 'the other exporter tells so',
    series: { 'aws_sqs_approximate_age_of_oldest_message_maximum{queue_name="orders"}': '1000x40' },
    at: 30,
    fires: { labels: { ...page, queue: 'orders' }, summary: 'The oldest message of orders has waited 16m 40s' },
  },
  {
    alert: 'SqsOldestMessageTooOld',
    when: 'a peak is over in four minutes',
    series: { 'aws_sqs_approximate_age_of_oldest_message_maximum{queue_name="orders"}': '0x20 1000x3 0x10' },
    at: 24,
  },
  {
    alert: 'SqsQueueTimeTooLong',
    when: 'each message waits between 300 and 900 seconds',
    series: {
      [`messaging_sqs_queue_time_seconds_bucket${of(',le="300"')}`]: '0x60',
      [`messaging_sqs_queue_time_seconds_bucket${of(',le="900"')}`]: '0+10x60',
      [`messaging_sqs_queue_time_seconds_bucket${of(',le="+Inf"')}`]: '0+10x60',
    },
    at: 40,
    fires: {
      labels: { ...ticket, ...orders },
      summary: 'One message in twenty waits longer than 14m 30s in orders',
    },
  },
  {
    alert: 'SqsQueueTimeTooLong',
    when: 'none waits longer than 300 seconds',
    series: {
      [`messaging_sqs_queue_time_bucket${of(',le="300"')}`]: '0+10x60',
      [`messaging_sqs_queue_time_bucket${of(',le="+Inf"')}`]: '0+10x60',
    },
    at: 40,
  },
  {
    alert: 'SqsProcessErrorShare',
    when: 'one processing in ten fails',
    series: {
      [`messaging_process_duration_count${of('')}`]: '0+9x60',
      [`messaging_process_duration_count${of(',error_type="RangeError"')}`]: '0+1x60',
    },
    at: 30,
    fires: { labels: { ...page, ...orders }, summary: '10% of the processings of orders fail' },
  },
  {
    alert: 'SqsProcessErrorShare',
    when: 'one in a hundred fails',
    series: {
      [`messaging_process_duration_seconds_count${of('')}`]: '0+99x60',
      [`messaging_process_duration_seconds_count${of(',error_type="RangeError"')}`]: '0+1x60',
    },
    at: 30,
  },
  {
    alert: 'SqsReceivesPerMessageRising',
    when: 'messages come twice, an hour after they came once',
    series: {
      [`messaging_sqs_process_receive_count_sum${of('')}`]: '0+10x150 1520+20x40',
      [`messaging_sqs_process_receive_count_count${of('')}`]: '0+10x190',
    },
    at: 185,
    fires: {
      labels: { ...ticket, ...orders },
      summary: 'Messages of orders are received 2 times, more often than an hour ago',
    },
  },
  {
    alert: 'SqsReceivesPerMessageRising',
    when: 'they have always come twice',
    series: {
      [`messaging_sqs_process_receive_count_sum${of('')}`]: '0+20x190',
      [`messaging_sqs_process_receive_count_count${of('')}`]: '0+10x190',
    },
    at: 185,
  },
  {
    alert: 'SqsVisibilityOverruns',
    when: 'the first one ever happens',
    series: { [`messaging_sqs_visibility_timeout_overruns_total${of('')}`]: '_x20 1x20' },
    at: 22,
    fires: {
      labels: { ...ticket, ...orders },
      summary: 'Processing of 1 messages of orders outlived the visibility timeout',
    },
  },
  {
    alert: 'SqsVisibilityOverruns',
    when: 'the last one is long ago',
    series: { [`messaging_sqs_visibility_timeout_overruns_total${of('')}`]: '_x20 1x60' },
    at: 60,
  },
  {
    alert: 'SqsNoConsumption',
    when: 'messages are sent and nothing else happens',
    series: { [`messaging_client_sent_messages_total${of(',messaging_system="aws_sqs"')}`]: '0+5x60' },
    at: 40,
    fires: { labels: { ...page, ...orders }, summary: 'Messages are sent to orders, and nobody receives them' },
  },
  {
    alert: 'SqsNoConsumption',
    when: 'so it is with the newest names',
    series: { [`messaging_client_sent_messages_total${of(',messaging_system_name="aws.sqs"')}`]: '0+5x60' },
    at: 40,
    fires: { labels: { ...page, ...orders }, summary: 'Messages are sent to orders, and nobody receives them' },
  },
  {
    alert: 'SqsNoConsumption',
    when: 'they are received',
    series: {
      [`messaging_client_sent_messages_total${of(',messaging_system="aws_sqs"')}`]: '0+5x60',
      [`messaging_client_consumed_messages_total${of(',messaging_system="aws_sqs"')}`]: '0+5x60',
    },
    at: 40,
  },
  {
    alert: 'SqsNoConsumption',
    when: 'the destination is a dead-letter queue',
    series: {
      'messaging_client_sent_messages_total{messaging_destination_name="orders-dlq",messaging_system="aws_sqs"}':
        '0+5x60',
    },
    at: 40,
  },
  {
    alert: 'SqsNoConsumption',
    when: 'the destination is a topic',
    series: { [`messaging_client_sent_messages_total${of(',messaging_system="aws.sns"')}`]: '0+5x60' },
    at: 40,
  },
  {
    alert: 'SqsDeadLettersWaiting',
    when: 'a dead-letter queue has messages, and another queue, too',
    series: {
      'aws_sqs_approximate_number_of_messages_visible_maximum{dimension_QueueName="orders-DLQ"}': '3x10',
      'aws_sqs_approximate_number_of_messages_visible_maximum{dimension_QueueName="orders"}': '7x10',
    },
    at: 5,
    fires: {
      labels: { ...ticket, queue: 'orders-DLQ' },
      summary: '3 messages are in the dead-letter queue orders-DLQ',
    },
  },
  {
    alert: 'SqsDeadLettersForwarded',
    when: 'the first one goes there, after many retries to another queue',
    series: {
      'messaging_sqs_forwarded_messages_total{messaging_destination_name="dead-orders",messaging_sqs_forward_reason="poison"}':
        '_x20 1x20',
      [`messaging_sqs_forwarded_messages_total${of(',messaging_sqs_forward_reason="retry"')}`]: '0+1x40',
    },
    at: 25,
    fires: {
      labels: { ...ticket, messaging_destination_name: 'dead-orders', messaging_sqs_forward_reason: 'poison' },
      summary: '1 messages went to dead-orders: poison',
    },
  },
  {
    alert: 'SqsContextsDropped',
    when: 'messages go without a context',
    series: {
      [`messaging_sqs_propagation_dropped_total${of(',messaging_sqs_propagation_drop_reason="attribute_limit"')}`]:
        '0+1x40',
    },
    at: 30,
    fires: {
      labels: { ...ticket, ...orders, messaging_sqs_propagation_drop_reason: 'attribute_limit' },
      summary: '15 messages to orders went without a trace context: attribute_limit',
    },
  },
  {
    alert: 'AwsCallsThrottled',
    when: 'DynamoDB throttles',
    series: {
      'rpc_client_call_duration_count{rpc_service="DynamoDB",rpc_method="PutItem",error_type="ProvisionedThroughputExceededException"}':
        '0+1x40',
    },
    at: 30,
    fires: {
      labels: {
        ...ticket,
        call: 'DynamoDB/PutItem',
        rpc_service: 'DynamoDB',
        rpc_method: 'PutItem',
        error_type: 'ProvisionedThroughputExceededException',
      },
      summary: 'DynamoDB/PutItem is throttled: ProvisionedThroughputExceededException',
    },
  },
  {
    alert: 'AwsCallsThrottled',
    when: 'calls fail for another reason',
    series: {
      'rpc_client_call_duration_count{rpc_method="SQS/SendMessage",error_type="AccessDenied"}': '0+1x40',
    },
    at: 30,
  },
];
