import { Telemetry } from './telemetry/telemetry';
import { log, safely } from './telemetry/safely';
import { install } from './middleware/install';
import { type SqsInstrumentationConfig, isEnabled, resolveOptions } from './options';

/** A client of the AWS SDK for JavaScript v3. */
export interface InstrumentableClient {
  readonly middlewareStack: object;
}

/**
 * Traces one AWS SDK client without a module hook: for bundled code, and for clients that already exist.
 *
 * It is idempotent. Together with the automatic way there is still one span for each call. For this client, a
 * configuration given here wins over that of the instrumentation, and a later one replaces it.
 * @param client any client of the AWS SDK for JavaScript v3
 * @returns the same client
 * @throws TypeError if an option has a wrong value
 * @example
 * const sqs = instrumentClient(new SQSClient({}));
 */
export function instrumentClient<Client extends InstrumentableClient>(
  client: Client,
  config?: SqsInstrumentationConfig,
): Client {
  const telemetry = new Telemetry(resolveOptions(config));
  telemetry.enabled = isEnabled(config);
  const origin = config === undefined ? 'default' : 'configured';
  if (safely('attaching to a client', install, client, telemetry, origin) !== true) {
    log.warn('instrumentClient was given no AWS SDK v3 client: it has no middleware stack, and is returned as it is');
  }
  return client;
}
