import type * as Stock from '@opentelemetry/instrumentation-aws-sdk';
import type * as Instrumentations from '@opentelemetry/instrumentation';
import type * as Ours from '../src/index';
import { type Client, connect } from './clients';
import { floorMiddleware, floorProcess } from './floor';
import { type Job, type Telemetry, detailOf, isFloor } from './job';
import { load } from './load';
import { DELETE, RECEIVE, type Row } from './rows';
import { inFlight } from './samples';
import type * as TelemetryMiddleware from '../src/middleware/telemetryMiddleware';

/** What is measured: one call, and what has to happen before some calls. */
export interface Subject {
  readonly call: () => Promise<unknown>;
  readonly prepare: (calls: number) => Promise<void>;
}

/** Sets a variant up the way an application does: the instrumentation first, the SDK and its clients after it. */
export function subjectOf(job: Job, row: Row): Subject {
  attach(job, row);
  if (row.floor === 'process') return processing(job, row);
  const { client, Command } = connect(row, job.layer);
  if (isFloor(job.variant)) add(client, floorMiddleware(row.floor, listenedTo(job, job.telemetry)));
  return { call: () => client.send(new Command(row.input())), prepare: preparation(job, row) };
}

/** A worker deletes what it receives: there is something to delete, and never much that was not. */
function preparation(job: Job, row: Row): Subject['prepare'] {
  if (row !== RECEIVE && row !== DELETE) return () => Promise.resolve();
  const other = row === RECEIVE ? DELETE : RECEIVE;
  const { client, Command } = connect(other, 'stub');
  if (job.otherTelemetry.spans.length > 0)
    add(client, floorMiddleware(other.floor, listenedTo(job, job.otherTelemetry)));
  return async (calls) => {
    const enough = row === RECEIVE ? () => inFlight() === 0 : () => inFlight() >= calls;
    while (!enough()) await client.send(new Command(other.input()));
  };
}

/** The floor makes points only where they are kept. */
function listenedTo({ mode }: Job, { spans, points }: Telemetry): Telemetry {
  return { spans, points: mode === 'metrics' ? points : [] };
}

function attach({ variant }: Job, row: Row): void {
  const detail = detailOf(variant);
  if (detail !== undefined && !isFloor(variant)) {
    const { SqsInstrumentation } = load('../src/index.js') as typeof Ours;
    const config: object = { ...row.config, ...(detail === 'standard' && { detail }) };
    register(new SqsInstrumentation(config));
  } else if (variant === 'stock') {
    const { AwsInstrumentation } = load('@opentelemetry/instrumentation-aws-sdk') as typeof Stock;
    register(new AwsInstrumentation());
  }
}

function register(instrumentation: Instrumentations.Instrumentation): void {
  const { registerInstrumentations } = load('@opentelemetry/instrumentation') as typeof Instrumentations;
  registerInstrumentations({ instrumentations: [instrumentation] });
}

/** In the place of this package's middleware. */
function add(client: Client, middleware: unknown): void {
  const { TELEMETRY_OPTIONS } = load('../src/middleware/telemetryMiddleware') as typeof TelemetryMiddleware;
  client.middlewareStack.add(middleware, TELEMETRY_OPTIONS);
}

type Processing = (message: object, handler: () => Promise<unknown>) => Promise<unknown>;

function processing(job: Job, row: Row): Subject {
  const handle = async (): Promise<unknown> => undefined;
  let run: Processing = (_, handler) => handler();
  if (isFloor(job.variant)) run = floorProcess(listenedTo(job, job.telemetry));
  else if (detailOf(job.variant) !== undefined) run = (load('../src/index.js') as typeof Ours).processMessage;
  return { call: () => run(row.input(), handle), prepare: () => Promise.resolve() };
}
