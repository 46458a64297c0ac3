import type { ClientProfile } from '../operation/client';
import { isHeard } from '../telemetry/active';
import type { Telemetry } from '../telemetry/telemetry';

/** The middleware on one stack, and who it works for. */
export class Installation {
  /** Whether the stack has the middleware that sets the trace header of requests. */
  hasRequestHeader = false;
  #configured: Telemetry | undefined;
  #automatic: Telemetry | undefined;
  #byDefault: Telemetry | undefined;

  /** Whether the stock instrumentation is below us in the client's `send`. */
  onStock = false;

  constructor(readonly client: ClientProfile) {}

  /** Who takes the next call: what a user configured for this very client goes before what is done to all. */
  telemetry(): Telemetry | undefined {
    if (this.#configured !== undefined) return this.#configured.enabled ? this.#configured : undefined;
    if (this.#automatic?.enabled === true) return this.#automatic;
    // A helper may have brought the telemetry of an instrumentation that is now disabled.
    return this.#byDefault?.enabled === true ? this.#byDefault : undefined;
  }

  /** @param origin the automatic way, or a call of `instrumentClient` with or without a configuration */
  assign(telemetry: Telemetry, origin: Origin): void {
    if (origin === 'configured') this.#configured = telemetry;
    else if (origin === 'default') {
      if (this.#byDefault?.enabled !== true) this.#byDefault = telemetry;
    } else if (telemetry !== this.#automatic && !listens(this.#automatic)) this.#automatic = telemetry;
  }
}

export type Origin = 'automatic' | 'configured' | 'default';

/** Its provider may be taken away while another instrumentation has one. */
function listens(telemetry: Telemetry | undefined): boolean {
  return telemetry?.enabled === true && isHeard(telemetry);
}
