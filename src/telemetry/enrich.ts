import type { Link } from '@opentelemetry/api';
import type { Outcome } from '../operation/operation';
import type { OperationDefinition, Reception } from '../services/service';
import { addLinks } from './addLinks';
import { followBody } from './bodySpan';
import type { Call, LateStart } from './call';
import type { CreateSpans } from './createSpans';
import { estimatedOfAnswer } from './estimates';
import { answerAttributes, endAttributes } from './extractors';
import { failSpan } from './failSpan';
import { runResponseHook } from './hooks';
import { rememberReceived, rememberSettled } from './receivedMessages';
import { safely, safelyOwn } from './safely';

/** Records on the span of a call how it ended, and remembers what it received or settled. */
export function enrich(call: Call, outcome: Outcome): void {
  const { kind, input } = call.operation;
  const { learnFrom, body } = kind.definition;
  if (learnFrom !== undefined && outcome.output !== undefined) safely('learning', learnFrom, outcome.output, input);
  if (!call.traced) {
    safelyOwn('remembering messages', rememberMessages, call, outcome, receptionOf(call, outcome));
    safely('describing the response', noteAnswer, call, outcome);
    return;
  }
  safelyOwn('recording the outcome', recordOutcome, call, outcome);
  if (call.creates !== undefined) safelyOwn('ending the create spans', endCreates, call, outcome, call.creates);
  runResponseHook(call, outcome);
  if (body !== undefined) safely('following a body', followBodyOf, call, outcome, body);
}

function recordOutcome(call: Call, outcome: Outcome): void {
  const { operation, options, startLate } = call;
  const { client } = operation.kind;
  const { exception, errorType, errorMessage, tolerated } = outcome;
  const failed = errorType !== undefined && tolerated !== 'aborted';
  const reception = receptionOf(call, outcome);
  if (startLate !== undefined && (failed || reception?.messages.length)) startSpan(call, startLate);
  const { span } = call;
  addLinks(span, rememberMessages(call, outcome, reception));
  if (!span.isRecording()) return noteAnswer(call, outcome);
  if (errorType !== undefined) {
    failSpan(span, { type: errorType, message: errorMessage, exception, tolerated: tolerated !== undefined });
  }
  const answer = endAttributes(call, outcome, client.revision !== call.revision);
  const estimated = options.naming.detail ? estimatedOfAnswer(operation, options, outcome) : undefined;
  // What is told is true.
  span.setAttributes(estimated === undefined ? answer : { ...estimated, ...answer });
  if (!options.naming.detail) noteAnswer(call, outcome);
  else if (operation.kind.service.semconv.measuresAnswer === true) call.answer = answer;
}

/** What metrics count of an answer, where no span says it. */
function noteAnswer(call: Call, outcome: Outcome): void {
  if (call.measurement === undefined || call.operation.kind.service.semconv.measuresAnswer !== true) return;
  call.answer = answerAttributes(call, outcome);
}

/** What comes and goes is known to process spans and to their metrics, whether or not the call has a span itself. */
function rememberMessages(
  { operation, options, telemetry, poll, span }: Call,
  outcome: Outcome,
  reception: Reception | undefined,
): Link[] {
  const { client, definition } = operation.kind;
  if (definition.settles !== undefined) rememberSettled(operation, outcome);
  if (reception === undefined) return [];
  const { server } = outcome;
  const how = { recording: span.isRecording(), options, poller: poll && client, server };
  return rememberReceived(telemetry, reception, how);
}

function receptionOf({ operation }: Call, { output }: Outcome): Reception | undefined {
  const { receives } = operation.kind.definition;
  return output && receives && safelyOwn('looking for messages', receives, output, operation.input);
}

/** There is something to record: the span that stood in repeats what hooks said to it. */
function startSpan(call: Call, late: LateStart): void {
  call.span = late.start(late.startedAt);
  late.deferred.repeatTo(call.span);
}

function endCreates({ span }: Call, outcome: Outcome, creates: CreateSpans): void {
  creates.end(outcome, span);
}

/** Before the span has ended: afterwards it does not say any more whether it is sampled. */
function followBodyOf(
  { operation, options, telemetry, span, context }: Call,
  { output }: Outcome,
  bodyOf: NonNullable<OperationDefinition['body']>,
): void {
  const body = output && bodyOf(output, options);
  const tracer = telemetry.tracer();
  if (tracer === undefined || !span.isRecording()) return;
  followBody(tracer, `${operation.kind.fullName} body`, context, body, options.naming);
}
