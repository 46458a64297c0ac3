import { type TextMapPropagator, propagation } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { hasTracerProvider, withLoggerKept } from '../diagnostics/apiGlobals';
import { type Env, envText, withEnv } from './env';
import { loadPeer } from './peers';
import { FOR, type NodeSdk, SDK } from './sdk';

interface StartModule {
  readonly startNodeSDK?: (options: {
    readonly instrumentations: readonly Instrumentation[];
    readonly textMapPropagator?: TextMapPropagator | null;
  }) => { shutdown(): Promise<void> };
}

/**
 * The file of OpenTelemetry's declarative configuration, if there is one.
 * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk/
 */
export function configFileOf(env: Env): string | undefined {
  return envText(env, 'OTEL_CONFIG_FILE', 'OTEL_EXPERIMENTAL_CONFIG_FILE');
}

/** The SDK that such a file describes. @returns undefined if this release of the SDK reads none */
export function makeSdkOfFile(
  file: string,
  instrumentations: readonly Instrumentation[],
  textMapPropagator: TextMapPropagator | null | undefined,
): NodeSdk | undefined {
  const { startNodeSDK } = loadPeer(SDK, FOR) as StartModule;
  if (typeof startNodeSDK !== 'function') return undefined;
  let started: { shutdown(): Promise<void> } | undefined;
  return {
    start(): void {
      const options = { instrumentations, ...(textMapPropagator !== undefined && { textMapPropagator }) };
      // It sets a logger of its own, which prints on stdout: that one has its say while it starts.
      // The second name is that of releases before the file was stable.
      const names = { OTEL_CONFIG_FILE: file, OTEL_EXPERIMENTAL_CONFIG_FILE: file };
      started = withEnv(names, () => withLoggerKept(() => startNodeSDK(options)));
      // 3.x takes the one of the file alone.
      if (textMapPropagator !== undefined && hasTracerProvider()) replacePropagator(textMapPropagator);
    },
    shutdown: async () => started?.shutdown(),
  };
}

function replacePropagator(propagator: TextMapPropagator | null): void {
  propagation.disable();
  if (propagator !== null) propagation.setGlobalPropagator(propagator);
}
