import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { announce } from '../diagnostics/announce';
import { REQUESTS, isAwsRequest } from '../diagnostics/awsRequests';
import { CLIENTS } from '../middleware/clientsChannel';
import { hasInstalled } from '../middleware/install';
import { automaticTelemetry } from '../telemetry/active';
import { safely } from '../telemetry/safely';
import { shared } from '../shared';
import { hasAttached } from './clientClass';

const state = shared('clients that are not attached', () => ({
  watching: false,
  over: false,
  seen: false,
  requests: 0,
}));

/** Where classes are attached, a request may be an attempt of a call that is older than that. */
const ATTEMPTS = 5;

/**
 * Test runners and bundlers evaluate modules past the loader of Node.js, and other runtimes have none to listen to.
 * Looks at HTTP requests until a client is attached, or until one of a client is seen that is not: this is said once.
 * Only the requests tell, for all that is known of the SDK there is that it sends.
 */
export function watchForUnattached(): void {
  if (state.watching || state.over || hasInstalled()) return;
  state.watching = true;
  subscribe(REQUESTS, onRequest);
  // A channel is one for all contexts of the process: a test runner gives each file its own.
  subscribe(CLIENTS, stop);
}

function stop(): void {
  state.over = true;
  state.watching = false;
  unsubscribe(REQUESTS, onRequest);
  unsubscribe(CLIENTS, stop);
}

function onRequest(message: unknown): void {
  safely('looking at a request', look, message);
}

function look(message: unknown): void {
  if (automaticTelemetry()?.listens() !== true || !isAwsRequest(message)) return;
  state.requests += 1;
  if (hasAttached() && state.requests <= ATTEMPTS) return;
  stop();
  state.seen = true;
  announce(
    'calls of the AWS SDK are not traced: it was loaded past the module loader of Node.js, by a test runner, a bundle ' +
      'or another runtime. Pass each client to instrumentClient(client), or keep @aws-sdk/* out of the bundle ' +
      "(Next.js: serverExternalPackages: ['@aws-sdk/client-sqs', 'sqs-consumer', 'opentelemetry-instrumentation-sqs'])",
  );
}
