import type { Env } from '../env';
import { loadPeer } from '../peers';
import { FOR } from '../sdk';
import { logRecordLimits } from './limits';
import type { Resource } from './resource';

export interface LoggerProvider {
  shutdown(): Promise<void>;
}

type LoggerProviderClass = new (config: {
  readonly resource: Resource;
  readonly processors: object[];
  readonly logRecordLimits: object;
}) => LoggerProvider;

interface LogsModule {
  readonly logs: { setGlobalLoggerProvider(provider: LoggerProvider): unknown };
}

/** @throws Error for a release whose provider gets its processors in another way */
export function makeLoggerProvider(processors: readonly object[], resource: Resource, env: Env): LoggerProvider {
  const { LoggerProvider } = loadPeer('@opentelemetry/sdk-logs', FOR) as { LoggerProvider: LoggerProviderClass };
  if ('addLogRecordProcessor' in LoggerProvider.prototype) throw new Error('processors of logs are added one by one');
  return new LoggerProvider({ resource, processors: [...processors], logRecordLimits: logRecordLimits(env) });
}

export function registerLoggerProvider(provider: LoggerProvider): void {
  const { logs } = loadPeer('@opentelemetry/api-logs', FOR) as unknown as LogsModule;
  logs.setGlobalLoggerProvider(provider);
}
