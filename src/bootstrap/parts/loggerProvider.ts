import * as api from '@opentelemetry/api';
import type { Env } from '../env';
import { loadPeer, sdkDependsOn } from '../peers';
import { FOR, type Resource } from '../sdk';
import { logRecordLimits } from './limits';

const SEPARATE = '@opentelemetry/api-logs';

interface LoggerProvider {
  shutdown(): Promise<void>;
}

/** What makes loggers, and is not yet registered. */
interface Loggers {
  register(): void;
  shutdown(): Promise<void>;
}

type LoggerProviderClass = new (config: {
  readonly resource: Resource;
  readonly processors: object[];
  readonly logRecordLimits: object;
}) => LoggerProvider;

interface LogsModule {
  readonly logs?: { setGlobalLoggerProvider(provider: object): unknown };
}

/** @throws Error for a release whose provider gets its processors in another way */
export function makeLoggers(processors: readonly object[], resource: Resource, env: Env): Loggers {
  const { LoggerProvider } = loadPeer('@opentelemetry/sdk-logs', FOR) as { LoggerProvider: LoggerProviderClass };
  if ('addLogRecordProcessor' in LoggerProvider.prototype) throw new Error('processors of logs are added one by one');
  const logs = logsApi();
  const provider = new LoggerProvider({ resource, processors: [...processors], logRecordLimits: logRecordLimits(env) });
  return { register: () => void logs.setGlobalLoggerProvider(provider), shutdown: () => provider.shutdown() };
}

/** Since 3.x, the API of logs is in the one of the other signals. */
function logsApi(): NonNullable<LogsModule['logs']> {
  const { logs } = (sdkDependsOn(SEPARATE) ? loadPeer(SEPARATE, FOR) : api) as LogsModule;
  if (logs === undefined) throw new Error('there is no API of logs');
  return logs;
}
