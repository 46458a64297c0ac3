import type { buildApp } from 'fauxqs' with { 'resolution-mode': 'import' };
import { SqsRejection, wireError } from './strictErrors';
import type { SqsBody } from './strictMessages';
import { refusalOf } from './strictSns';
import { StrictSqs, type SqsCall, type SqsOutput } from './strictSqs';
import type { Call, Ledger } from './strictStore';
import { errorResponse, serviceOf, type Failure } from './strictWire';

/** A fauxqs app: a Fastify server that takes further hooks. */
export type App = ReturnType<typeof buildApp>;

/** Puts AWS' stricter rules around an app whose stores `ledger` watches. */
export function harden(app: App, ledger: Ledger): void {
  const strictSqs = new StrictSqs(ledger);
  const sqsCalls = new WeakMap<object, SqsCall>();

  app.addHook('preHandler', (request, reply, done) => {
    const service = serviceOf(request.headers);
    const refuse = (failure: Failure): void => {
      const { headers, body } = errorResponse(service, failure);
      void reply.code(failure.status).headers(headers).send(body);
    };
    if (service === 'SNS') {
      const refusal = refusalOf(request.body as Record<string, string>);
      if (refusal !== undefined) return refuse({ status: 400, ...refusal });
    }
    if (service === 'SQS') {
      const call = sqsCall(request.headers, request.body as SqsBody);
      try {
        const output = strictSqs.before(call);
        sqsCalls.set(request, call);
        if (output !== undefined) {
          return void reply.type('application/x-amz-json-1.0').send(JSON.stringify(output));
        }
      } catch (error) {
        if (!(error instanceof SqsRejection)) throw error;
        return refuse({ status: error.status, code: error.code, message: error.message });
      }
    }
    const current: Call = { service, traceHeader: traceHeaderOf(request.headers), gone: false };
    reply.raw.once('close', () => {
      current.gone = !reply.raw.writableFinished;
    });
    // The handler, over all its awaits, knows which call it serves.
    return ledger.calls.run(current, done);
  });

  app.addHook('onSend', (request, reply, payload, done) => {
    const call = sqsCalls.get(request);
    if (call === undefined || typeof payload !== 'string') return done();
    let output = JSON.parse(payload) as SqsOutput;
    if (reply.statusCode < 400) {
      strictSqs.after(call, output);
    } else {
      const { __type: type = '', message = '' } = output as { __type?: string; message?: string };
      const error = wireError(type.split('#')[1] ?? type, message);
      reply.header('x-amzn-query-error', error.queryError);
      output = { ...error.body };
    }
    const text = JSON.stringify(output);
    reply.header('content-length', Buffer.byteLength(text));
    return done(null, text);
  });
}

function sqsCall(headers: Readonly<Record<string, string | string[] | undefined>>, input: SqsBody): SqsCall {
  const [, operation = ''] = String(headers['x-amz-target']).split('.');
  return {
    operation,
    input,
    traceHeader: traceHeaderOf(headers),
    failed: [],
    asked: [],
    systemDigests: new Map(),
  };
}

function traceHeaderOf(headers: Readonly<Record<string, string | string[] | undefined>>): string | undefined {
  const trace = headers['x-amzn-trace-id'];
  return Array.isArray(trace) ? trace[0] : trace;
}
