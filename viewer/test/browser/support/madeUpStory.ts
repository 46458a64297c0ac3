import type { Arrow, AttributeGroup, MessageRow, Story, StorySpan, StoryTrace, Wait } from '../../../src/model/source';

/** A span of a story, with what a test does not care about. */
export function storySpan(span: Partial<StorySpan> & Pick<StorySpan, 'key' | 'name' | 'start'>): StorySpan {
  return {
    kind: 'internal',
    service: 'web',
    depth: 0,
    end: span.start + 5,
    failed: false,
    failure: '',
    detail: '',
    own: true,
    attributes: [],
    events: [],
    ...span,
  };
}

/** The life of a message of {@link rowOf}: a request that sends it, then an attempt after the other, each a trace. */
export function storyOf(row: MessageRow): Story {
  const producer = `${id(row, 0)}/send`;
  const traces: StoryTrace[] = [producerTrace(row, producer)];
  const waits: Wait[] = [];
  const arrows: Arrow[] = [];
  let sent = row.sentAt + 12;
  for (let attempt = 1; attempt <= row.attempts; attempt += 1) {
    const start = attempt === 1 ? sent + (row.waited ?? 0) : sent + 30_000;
    const failed = attempt <= row.failedAttempts;
    const key = `${id(row, attempt)}/process`;
    waits.push({ destination: row.destination, from: sent, to: start, attempt });
    traces.push(attemptTrace(row, attempt, start, failed));
    arrows.push({ from: producer, to: key, kind: 'producer' });
    if (attempt > 1) arrows.push({ from: `${id(row, attempt - 1)}/process`, to: key, kind: 'attempt' });
    sent = start + 120;
  }
  if (row.attempts === 0) waits.push({ destination: row.destination, from: sent, attempt: 1 });
  if (row.movedTo !== undefined)
    waits.push({ destination: row.movedTo, from: sent + 30_000, attempt: row.attempts + 1 });
  const to = traces.flatMap((trace) => trace.spans).reduce((last, { start, end = start }) => Math.max(last, end), 0);
  return {
    row,
    from: row.sentAt - 20,
    to: row.movedTo === undefined ? to + 1 : to + 40_000,
    traces,
    waits,
    arrows,
    hiddenSpans: 0,
  };
}

function producerTrace(row: MessageRow, producer: string): StoryTrace {
  const service = row.sentBy ?? 'web';
  const base = row.sentAt;
  const trace = id(row, 0);
  return {
    id: trace,
    shortId: trace.slice(0, 8),
    spans: [
      storySpan({
        key: `${trace}/root`,
        name: 'POST /orders',
        kind: 'server',
        service,
        start: base - 20,
        end: base + 22,
        own: false,
        detail: '201',
        attributes: HTTP,
      }),
      storySpan({
        key: `${trace}/check`,
        name: 'validate order',
        service,
        depth: 1,
        start: base - 16,
        end: base - 9,
        own: false,
      }),
      storySpan({
        key: producer,
        name: `send ${row.destination}`,
        kind: 'producer',
        service,
        depth: 1,
        start: base,
        end: base + 12,
        detail: row.destination,
        attributes: message(row),
      }),
    ],
  };
}

function attemptTrace(row: MessageRow, attempt: number, start: number, failed: boolean): StoryTrace {
  const [service = 'worker'] = row.processedBy;
  const trace = id(row, attempt);
  const failure = failed ? (row.error ?? 'failed') : '';
  return {
    id: trace,
    shortId: trace.slice(0, 8),
    spans: [
      storySpan({
        key: `${trace}/process`,
        name: `process ${row.destination}`,
        kind: 'consumer',
        service,
        start,
        end: start + 120,
        failed,
        failure,
        detail: `attempt ${attempt}`,
        attributes: [
          ...message(row, attempt),
          ...(failed ? [group('Error', [['error.type', failure.split(':')[0] ?? '']])] : []),
        ],
        events: failed
          ? [
              {
                name: 'exception',
                at: start + 96,
                attributes: [
                  group('Error', [
                    ['exception.message', failure],
                    [
                      'exception.stacktrace',
                      `${failure}\n    at charge (/app/billing.js:12:9)\n    at handle (/app/worker.js:40:5)`,
                    ],
                  ]),
                ],
              },
            ]
          : [],
      }),
      storySpan({
        key: `${trace}/load`,
        name: 'DynamoDB.GetItem',
        kind: 'client',
        service,
        depth: 1,
        start: start + 4,
        end: start + 31,
        detail: 'table orders',
      }),
      storySpan({
        key: `${trace}/call`,
        name: 'POST payments.example',
        kind: 'client',
        service,
        depth: 1,
        start: start + 34,
        end: start + 97,
        failed,
        failure: failed ? '503 Service Unavailable' : '',
        detail: '200',
      }),
      ...(failed
        ? []
        : [
            storySpan({
              key: `${trace}/delete`,
              name: `delete ${row.destination}`,
              kind: 'client' as const,
              service,
              depth: 1,
              start: start + 101,
              end: start + 117,
            }),
          ]),
    ],
  };
}

const HTTP: AttributeGroup[] = [
  group('HTTP', [
    ['http.request.method', 'POST'],
    ['http.response.status_code', '201'],
    ['url.path', '/orders'],
  ]),
];

function message(row: MessageRow, attempt = 0): AttributeGroup[] {
  const messaging = group('Message', [
    ['messaging.message.id', row.messageId ?? ''],
    ['messaging.destination.name', row.destination],
    ...(attempt > 0 ? ([['messaging.sqs.message.approximate_receive_count', String(attempt)]] as const) : []),
  ]);
  const region = { name: 'cloud.region', value: 'eu-central-1', alsoNamed: ['aws.region'] };
  return [messaging, { title: 'AWS', rows: [region, { name: 'aws.request_id', value: '5e6b-77c1', alsoNamed: [] }] }];
}

function group(title: string, rows: readonly (readonly [string, string])[]): AttributeGroup {
  return { title, rows: rows.map(([name, value]) => ({ name, value, alsoNamed: [] })) };
}

function id({ messageId = '' }: MessageRow, attempt: number): string {
  return `${String(attempt)}${messageId.replaceAll('-', '')}`.slice(0, 32);
}
