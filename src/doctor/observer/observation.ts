/** With this file in the directory, the doctor asks for the end of the observation. */
export const LAST_CALL = 'last-call';

/** What an exporter was given, and what came of it. */
export interface ObservedExporter {
  /** Its class. */
  readonly name: string;
  readonly destination: string | undefined;
  readonly handed: number;
  readonly exported: number;
  readonly failed: number;
  readonly error: string | undefined;
}

/** The provider of spans that is registered, or that was handed to the instrumentation. */
export interface ObservedProvider {
  readonly name: string;
  readonly service: string | undefined;
  readonly sampler: string | undefined;
  /** Whether a new trace can be sampled; undefined where the sampler cannot be asked. */
  readonly samples: boolean | undefined;
}

/** A client package of the AWS SDK. */
export interface ObservedClient {
  readonly path: string;
  readonly attached: boolean;
  readonly early: boolean;
}

/** What was seen in one thread of the application, from outside: nothing was set up there, and nothing changed. */
export interface Observation {
  readonly pid: number;
  readonly thread: number;
  readonly entry: string | undefined;
  /** Whether the exports were followed to their end. */
  readonly over: boolean;
  /** Whether the application had nothing more to do. */
  readonly ofItself: boolean;
  /** Variables of OpenTelemetry, without secrets. */
  readonly env: Readonly<Record<string, string>>;
  readonly registered: {
    /** Of the API that the SDK was registered with. */
    readonly api: string | undefined;
    readonly traces: boolean;
    readonly metrics: boolean;
    readonly contextManager: boolean;
    /** Undefined where no propagator is registered. */
    readonly fields: readonly string[] | undefined;
  };
  readonly provider: ObservedProvider | undefined;
  readonly exporters: readonly ObservedExporter[];
  readonly spans: {
    readonly started: number;
    readonly ended: number;
    readonly byScope: Readonly<Record<string, number>>;
    /** Ended when the application had nothing more to do, and not exported. */
    readonly late: number;
    /** Ended before everything was exported, and given to no exporter. */
    readonly lost: number;
  };
  readonly messages: {
    readonly received: number;
    readonly processed: number;
    /** Why messages were refused for their size. */
    readonly tooLarge: string | undefined;
    /** A field of the propagator that a filter policy names. */
    readonly filtered: string | undefined;
  };
  readonly ours: {
    /** The versions of this package in the process. */
    readonly versions: readonly string[];
    /** Whether an instrumentation is enabled. */
    readonly enabled: boolean;
    /** Whether any client has the middleware, in whatever context of the process. */
    readonly installed: boolean;
    /** Whether the SDK made calls that no hook of this package saw. */
    readonly unattached: boolean;
    /** Whether the stock instrumentation was met. */
    readonly stock: boolean;
  };
  readonly clients: readonly ObservedClient[];
  /** Requests of the AWS SDK. */
  readonly requests: number;
  /** Directories of the packages that are loaded, as far as they matter. */
  readonly packages: readonly string[];
  /** Loaded files that are of no package. */
  readonly files: readonly string[];
}
