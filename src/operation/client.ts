import type { ServerAddress } from '../semconv/aws';
import { serviceOf } from '../services';
import { portOf } from '../services/queue';
import type { ServiceDefinition } from '../services/service';
import { isObject } from '../values';
import { packageVersion, userAgentVersion } from './clientVersion';

/**
 * The part of an SDK client's resolved configuration that is read here. Any member may be missing or of a wrong type.
 */
export interface ClientConfig {
  readonly serviceId?: unknown;
  readonly region?: unknown;
  readonly endpoint?: unknown;
  readonly isCustomEndpoint?: unknown;
  readonly useQueueUrlAsEndpoint?: unknown;
  readonly cacheMiddleware?: unknown;
  readonly defaultUserAgentProvider?: unknown;
}

/**
 * What is known about one client. The SDK gives region and custom endpoint only as promises. They are requested once,
 * in parallel with the first call, so that no request waits for its telemetry.
 */
export class ClientProfile {
  /** Changes whenever something new is known, so that others notice that what they derived is out of date. */
  revision = 0;
  region: string | undefined;
  /** The custom endpoint. Without one, the rules of the service decide the host. */
  endpoint: ServerAddress | undefined;
  /** Of the client's package. Only {@link whenTold} asks for it. */
  version: string | undefined;
  #service: ServiceDefinition | undefined;
  #regionAsked = false;
  #regionAnswer: Promise<unknown> | undefined;
  #endpointAsked = false;
  #versionAsked = false;
  #versionAnswer: Promise<unknown> | undefined;

  /** @param clientClass the constructor of the client */
  constructor(
    readonly config: ClientConfig,
    readonly clientClass?: unknown,
  ) {}

  /** The service, found by its id in the client's configuration, else by the client's name. */
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

  /** Whether the host of a call is known only by its request. */
  hasSeveralHosts(): boolean {
    const { serviceId: id } = this.config;
    return typeof id === 'string' && serviceOf(serviceId(id, undefined)).severalHosts === true;
  }

  /** Whether something other than the request decides the host of a call. */
  hasCustomEndpoint(): boolean {
    return this.endpoint !== undefined || this.config.endpoint !== undefined || this.config.isCustomEndpoint === true;
  }

  /** Requests what is not known yet. A custom endpoint from the environment appears only after the first call. */
  learn(): void {
    if (!this.#regionAsked) {
      this.#regionAsked = true;
      this.#regionAnswer = whenProvided(this.config.region, (region) => {
        this.#regionAnswer = undefined;
        if (typeof region !== 'string') return;
        this.region = region;
        this.revision++;
      });
    }
    if (!this.#endpointAsked && this.config.endpoint !== undefined) {
      this.#endpointAsked = true;
      void whenProvided(this.config.endpoint, (endpoint) => {
        this.endpoint = serverAddress(endpoint);
        this.revision++;
      });
    }
  }

  /**
   * Until region and version are there, or are known not to come; undefined if that is so already. Never rejects. The
   * SDK waits for the same before it sends.
   */
  whenTold(): Promise<unknown> | undefined {
    if (!this.#versionAsked) {
      this.#versionAsked = true;
      this.version = packageVersion(this.clientClass);
      if (this.version === undefined) this.#askForVersion();
    }
    const region = this.#regionAnswer;
    const version = this.#versionAnswer;
    return version === undefined ? region : Promise.all([region, version]);
  }

  #askForVersion(): void {
    const { defaultUserAgentProvider: provider } = this.config;
    if (typeof provider !== 'function') return;
    this.#versionAnswer = whenProvided(provider, (userAgent) => {
      this.#versionAnswer = undefined;
      this.version = userAgentVersion(userAgent);
    });
  }
}

/** The host of a URL or of an SDK endpoint object. */
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

/** Takes a value, a promise, or a function that returns one of them. The SDK itself reports a provider that fails. */
function whenProvided(provider: unknown, use: (value: unknown) => void): Promise<unknown> | undefined {
  try {
    const given: unknown = typeof provider === 'function' ? (provider as () => unknown)() : provider;
    return Promise.resolve(given).then(use, () => use(undefined));
  } catch {
    // The SDK calls the same provider, and the call fails with its error.
    return undefined;
  }
}
