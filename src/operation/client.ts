import type { ServerAddress } from '../semconv/aws';
import { serviceOf } from '../services';
import { portOf } from '../services/queue';
import type { ServiceDefinition } from '../services/service';
import { isObject } from '../values';

/** The part of an SDK client's resolved configuration that is read here; any of it may be missing or odd. */
export interface ClientConfig {
  readonly serviceId?: unknown;
  readonly region?: unknown;
  readonly endpoint?: unknown;
  readonly isCustomEndpoint?: unknown;
  readonly useQueueUrlAsEndpoint?: unknown;
  readonly cacheMiddleware?: unknown;
}

/**
 * What is known of one client. The SDK hands out region and custom endpoint as promises only; they are asked for once,
 * beside the first call and never before it, so that no request waits for its telemetry.
 */
export class ClientProfile {
  /** Counts what has been learned, so that others can tell whether what they derived still holds. */
  revision = 0;
  region: string | undefined;
  /** The custom endpoint; a client without one goes where its service's rules say. */
  endpoint: ServerAddress | undefined;
  #service: ServiceDefinition | undefined;
  #regionAsked = false;
  #endpointAsked = false;

  constructor(readonly config: ClientConfig) {}

  /** The service, by its id in the client's configuration, else by the client's name. */
  service(clientName: unknown): ServiceDefinition {
    return (this.#service ??= serviceOf(serviceId(this.config.serviceId, clientName)));
  }

  /** Whether a request of this client may carry a trace context, or ask for one. */
  takesContext(): boolean {
    const { serviceId: id } = this.config;
    if (typeof id !== 'string') return true;
    const { operations, others } = serviceOf(serviceId(id, undefined));
    return [...Object.values(operations), others].some(
      (definition) => definition?.inject !== undefined || definition?.ask !== undefined,
    );
  }

  /** Whether the host of a call is decided by something else than the request. */
  hasCustomEndpoint(): boolean {
    return this.endpoint !== undefined || this.config.endpoint !== undefined || this.config.isCustomEndpoint === true;
  }

  /** Asks for what is not known yet. A custom endpoint out of the environment appears after the first call only. */
  learn(): void {
    if (!this.#regionAsked) {
      this.#regionAsked = true;
      whenProvided(this.config.region, (region) => {
        if (typeof region !== 'string') return;
        this.region = region;
        this.revision++;
      });
    }
    if (!this.#endpointAsked && this.config.endpoint !== undefined) {
      this.#endpointAsked = true;
      whenProvided(this.config.endpoint, (endpoint) => {
        this.endpoint = serverAddress(endpoint);
        this.revision++;
      });
    }
  }
}

/** The host of a URL or of the SDK's own form of an endpoint. */
export function serverAddress(endpoint: unknown): ServerAddress | undefined {
  const url = isObject(endpoint) && isObject(endpoint['url']) ? endpoint['url'] : endpoint;
  if (!isObject(url) || typeof url['hostname'] !== 'string' || url['hostname'] === '') return undefined;
  const { hostname, port, protocol } = url as { hostname: string; port?: string | number; protocol?: unknown };
  return { address: hostname, port: portOf({ port, protocol: String(protocol) }) };
}

function serviceId(id: unknown, clientName: unknown): string {
  if (typeof id === 'string' && id !== '') return id.replaceAll(' ', '');
  return typeof clientName === 'string' && clientName !== '' ? clientName.replace(/Client$/, '') : 'AWS';
}

/** A value, a function that gives one, or either with a promise; a provider that fails is the SDK's to report. */
function whenProvided(provider: unknown, use: (value: unknown) => void): void {
  try {
    const given: unknown = typeof provider === 'function' ? (provider as () => unknown)() : provider;
    Promise.resolve(given).then(use, () => undefined);
  } catch {
    // The SDK asks the same provider and fails the call with its error.
  }
}
