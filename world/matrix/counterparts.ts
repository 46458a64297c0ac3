import { join } from 'node:path';
import type { Program } from '../support/install';
import { goAgent, javaAgent, pythonAgent } from '../support/install';
import type { Command } from '../support/protocol';

/** An application, and the ways in which its users can set it up; the first is the default. */
export interface Counterpart {
  readonly name: string;
  /** What instruments it. */
  readonly instrumentation: string;
  program(): Promise<Program>;
  readonly produceSettings: (route: RouteName) => readonly string[];
  readonly consumeSettings: readonly string[];
}

const node = (kind: string): Promise<Program> =>
  Promise.resolve({ command: process.execPath, args: [join(__dirname, '..', 'agents', 'node', 'agent.js'), kind] });

export const COUNTERPARTS: readonly Counterpart[] = [
  {
    name: 'Node.js',
    instrumentation: 'this package',
    program: () => node('ours'),
    produceSettings: (route) => [
      'default',
      ...(route === 'EventBridge' ? ['eventBridgeDetailInjection: true'] : []),
      ...(route.startsWith('SQS') ? ["awsTraceHeader: 'always'"] : []),
      ...(route.startsWith('SNS') ? ['xrayRequestHeader: true'] : []),
    ],
    consumeSettings: ['default'],
  },
  {
    name: 'Node.js, stock',
    instrumentation: '`@opentelemetry/instrumentation-aws-sdk`',
    program: () => node('stock'),
    produceSettings: () => ['default'],
    consumeSettings: ['default', 'sqsExtractContextPropagationFromPayload: true'],
  },
  {
    name: 'Python',
    instrumentation: 'boto3sqs; botocore for SNS and EventBridge',
    program: pythonAgent,
    produceSettings: (route) =>
      route === 'EventBridge' || route.startsWith('SNS') ? ['botocore'] : ['default', 'botocore'],
    consumeSettings: ['default'],
  },
  {
    name: 'Java',
    instrumentation: '`opentelemetry-aws-sdk-2.2`',
    program: javaAgent,
    produceSettings: () => ['default', 'propagator for messaging'],
    consumeSettings: ['default', 'propagator for messaging'],
  },
  {
    name: 'Go',
    instrumentation: 'otelaws; consumers by hand',
    program: goAgent,
    produceSettings: () => ['default', "X-Ray's propagator for otelaws", 'attributes by hand'],
    consumeSettings: ['default'],
  },
];

export type RouteName = 'SQS' | 'SQS batch' | 'SQS FIFO' | 'SNS raw' | 'SNS enveloped' | 'EventBridge';

export const ROUTES: Readonly<Record<RouteName, NonNullable<Command['route']>>> = {
  SQS: 'sqs',
  'SQS batch': 'batch',
  'SQS FIFO': 'fifo',
  'SNS raw': 'sns',
  'SNS enveloped': 'sns',
  EventBridge: 'events',
};

export const PROPAGATIONS: Readonly<Record<string, readonly string[]>> = {
  W3C: ['tracecontext'],
  'W3C and baggage': ['tracecontext', 'baggage'],
  'X-Ray': ['xray'],
  'B3 multi': ['b3multi'],
  'W3C, baggage, B3 and X-Ray': ['tracecontext', 'baggage', 'b3multi', 'xray'],
};
