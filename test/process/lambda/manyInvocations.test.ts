import assert from 'node:assert/strict';
import { SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { pause, startConsumerWorld } from '../consumerWorld';
import { lambdaRecord, wrap } from './lambdaWorld';
import { useWorld } from '../../support/useWorld';

/** `npm run test:fuzz` has ten thousand. */
const INVOCATIONS = Number(process.env['LAMBDA_INVOCATIONS'] ?? 1000);
/** More of them would measure the span processor of the test, which waits for all others each time. */
const AT_ONCE = 250;
/** Milliseconds that an invocation has: much, or too little. */
const MUCH = 600_000;
const LITTLE = 300;

type Ending = 'in time' | 'rejected' | 'some fail' | 'unknown fails' | 'empty fails' | 'null fails' | 'hangs' | 'late';
const ENDINGS: readonly Ending[] = [
  'in time',
  'in time',
  'rejected',
  'some fail',
  'unknown fails',
  'empty fails',
  'null fails',
  'in time',
  'hangs',
  'late',
];

interface Event {
  readonly ending: Ending;
  readonly Records: readonly { readonly messageId: string }[];
}

const failures = (...ids: unknown[]) => ({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) });

interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

const isStopped = ({ ending }: Event) => ending === 'hangs' || ending === 'late';

async function untilStopped(context: LambdaContext): Promise<void> {
  while (context.getRemainingTimeInMillis() > 0) await pause(context.getRemainingTimeInMillis());
}

async function handle(given: unknown, context: unknown): Promise<unknown> {
  const { ending, Records } = given as Event;
  if (ending === 'hangs') return await new Promise(() => undefined);
  if (ending === 'late') await untilStopped(context as LambdaContext);
  await pause();
  if (ending === 'rejected') throw new RangeError('poison');
  if (ending === 'some fail') return failures(Records[1]?.messageId);
  if (ending === 'unknown fails') return failures('nobody');
  if (ending === 'empty fails') return failures('');
  return ending === 'null fails' ? failures(null) : 'done';
}

describe('many invocations, some of which fail, hang or are late', () => {
  const world = useWorld(startConsumerWorld);

  /** What a runtime sees within the time of an invocation. */
  async function invoke(handler: (...args: unknown[]) => Promise<unknown>, event: Event): Promise<unknown> {
    const deadline = performance.now() + (isStopped(event) ? LITTLE : MUCH);
    const context = {
      awsRequestId: event.Records[0]?.messageId,
      getRemainingTimeInMillis: () => deadline - performance.now(),
    };
    const response = handler(event, context).then(
      (result) => ['done', result],
      (error: unknown) => ['error', String(error)],
    );
    if (!isStopped(event)) return await response;
    // What comes after the deadline does not count, in whatever order timers fire.
    const inTime = response.then((told) => (context.getRemainingTimeInMillis() > 0 ? told : ['stopped']));
    return await Promise.race([inTime, untilStopped(context).then(() => ['stopped'])]);
  }

  it('give the runtime what they give without, and every message the outcome that SQS acts on', async function () {
    this.timeout(240_000);
    const handler = wrap(handle);
    const events = Array.from({ length: INVOCATIONS }, (_, index): Event => {
      const ending = ENDINGS[index % ENDINGS.length] ?? assert.fail();
      return { ending, Records: [lambdaRecord(), lambdaRecord()] };
    });
    const failed = new Map<unknown, boolean>();
    const note = (spans: readonly ReadableSpan[]) => {
      for (const { name, attributes, status } of spans) {
        if (name !== 'process orders') continue;
        const id = attributes['messaging.message.id'];
        assert.ok(!failed.has(id), 'one process span a message');
        failed.set(id, status.code === SpanStatusCode.ERROR);
      }
    };
    for (let index = 0; index < INVOCATIONS; index += AT_ONCE) {
      const some = events.slice(index, index + AT_ONCE);
      const all = (called: typeof handler) => Promise.all(some.map((event) => invoke(called, event)));
      const [wrapped, plain] = await Promise.all([all(handler), all(handle)]);
      for (const [at, event] of some.entries()) assert.deepEqual(wrapped[at], plain[at], event.ending);
      note(world.tracing.spans());
      world.tracing.reset();
    }
    for (const { ending, Records } of events) {
      const [first, second] = Records.map(({ messageId }) => failed.get(messageId));
      assert.equal(first, ending !== 'in time' && ending !== 'some fail', ending);
      assert.equal(second, ending !== 'in time', ending);
    }
  });
});
