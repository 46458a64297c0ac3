import { Telemetry } from './telemetry/telemetry';
import { log, safely } from './telemetry/safely';
import { install } from './middleware/install';
import { type SqsInstrumentationConfig, resolveOptions } from './options';

/**
 * Traces one AWS SDK client with no module hook: for bundled code, and for clients that exist already.
 *
 * Idempotent, and together with the automatic way there is still one span per call. A configuration given here goes
 * before that of the instrumentation, for this client, and a later one replaces it.
 * @param client any client of the AWS SDK for JavaScript v3
 * @returns the same client
 * @throws TypeError if an option is not what it should be
 * @example
 * const sqs = instrumentClient(new SQSClient({}));
 */
export function instrumentClient<Client extends object>(client: Client, config?: SqsInstrumentationConfig): Client {
  const telemetry = new Telemetry(resolveOptions(config));
  telemetry.enabled = config?.enabled ?? true;
  const origin = config === undefined ? 'default' : 'configured';
  if (safely('attaching to a client', install, client, telemetry, origin) !== true) {
    log.warn('instrumentClient was given no AWS SDK v3 client: it has no middleware stack, and is returned as it is');
  }
  return client;
}
