import { processTelemetry } from '../telemetry/active';
import { recallMessage } from '../telemetry/ledger';
import { safely } from '../telemetry/safely';
import type { Telemetry } from '../telemetry/telemetry';

/** The instrumentation that traced the receive of a message traces its processing, too; undefined if none does. */
export function telemetryOf(message: unknown): Telemetry | undefined {
  const receiver = safely('recalling a message', recallMessage, message)?.receive.telemetry;
  return receiver?.enabled === true ? receiver : processTelemetry();
}
