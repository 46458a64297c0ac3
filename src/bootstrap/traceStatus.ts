import { trace } from '@opentelemetry/api';
import { clientModules } from '../attach/sdkModules';
import { automaticTelemetry } from '../telemetry/active';
import { withoutCredentials } from '../semconv/urls';
import { PACKAGE_VERSION } from '../version';
import { loadedCopies } from './copies';
import { pendingSpans } from './flush';
import { versionOf } from './peers';
import { line } from './problem';
import { sdkOfFile } from './sdkOfFile';
import { type SdkOwner, state } from './state';

/** An AWS SDK client package that this process has loaded. */
export interface ClientStatus {
  readonly name: string;
  readonly version: string;
  readonly attached: boolean;
  /** Whether it was loaded before the instrumentation. Its earlier calls were then not traced. */
  readonly loadedEarly: boolean;
}

/** What an exporter has done so far. */
export interface ExporterStatus {
  readonly name: string;
  readonly destination: string | undefined;
  /** Spans. Undefined for an exporter that a configuration file describes: nobody counts there. */
  readonly exported: number | undefined;
  readonly failed: number | undefined;
  readonly lastError: string | undefined;
}

/** The set-up of tracing in this process, and its results. It contains no secrets. */
export interface TraceStatus {
  /** Whether spans are made and exported. */
  readonly initialized: boolean;
  readonly sdk: SdkOwner;
  readonly serviceName: string | undefined;
  readonly endpoint: string | undefined;
  readonly protocol: string | undefined;
  /** The names of the headers. Their values are left out. */
  readonly headers: readonly string[];
  readonly exporters: readonly ExporterStatus[];
  readonly sampler: string | undefined;
  readonly propagators: readonly string[];
  readonly instrumentation: { readonly version: string; readonly enabled: boolean };
  readonly clients: readonly ClientStatus[];
  /** Copies of OpenTelemetry's packages in this process, as `name@version`. */
  readonly copies: readonly string[];
  /** All 0 beside a configuration file: nobody counts there. */
  readonly spans: {
    readonly started: number;
    readonly ended: number;
    readonly exported: number;
    readonly dropped: number;
    readonly waiting: number;
    /** Ended spans, by the instrumentation that made them. */
    readonly byScope: Readonly<Record<string, number>>;
  };
  readonly lastExportError: string | undefined;
  readonly problems: readonly string[];
}

const UNCOUNTED = { exported: undefined, failed: undefined, lastError: undefined };

/** Returns the current state of tracing in this process. */
export function getTraceStatus(): TraceStatus {
  const { counts, exporters, owner } = state;
  const ofFile = state.settings?.configFile !== undefined && owner === 'bootstrap';
  const settings = state.settings?.configFile === undefined ? state.settings : undefined;
  const made = ofFile ? sdkOfFile() : undefined;
  const [primary] = exporters;
  const endpoint = settings?.endpoint;
  return {
    initialized: (owner === 'bootstrap' && (made?.exporters ?? exporters).length > 0) || owner === 'application',
    sdk: owner,
    serviceName: made?.serviceName ?? settings?.service.name,
    endpoint: endpoint && withoutCredentials(endpoint.url?.href ?? endpoint.given),
    protocol: endpoint?.protocol,
    headers: Object.keys(endpoint?.headers ?? {}),
    exporters: [
      ...(made?.exporters ?? []).map((each) => ({ ...each, ...UNCOUNTED })),
      ...exporters.map(({ name, destination, exported, failed, lastError }) => ({
        name,
        destination,
        exported,
        failed,
        lastError,
      })),
    ],
    sampler: made?.sampler ?? (settings && samplerText(settings.sampler, settings.samplerRatio)),
    propagators: made?.propagators ?? settings?.propagators ?? [],
    instrumentation: { version: PACKAGE_VERSION, enabled: automaticTelemetry() !== undefined },
    clients: clientModules().map(({ name, path, attached, early }) => ({
      name,
      version: versionAt(name, path),
      attached,
      loadedEarly: early,
    })),
    copies: loadedCopies().map(({ name, version }) => `${name}@${version}`),
    spans: {
      started: counts.started,
      ended: counts.ended,
      exported: primary?.exported ?? 0,
      dropped: (primary?.failed ?? 0) + (state.spanQueues[0]?.dropped ?? 0),
      waiting: pendingSpans(),
      byScope: Object.fromEntries(counts.endedByScope),
    },
    lastExportError: exporters.find(({ lastError }) => lastError !== undefined)?.lastError,
    problems: state.problems.map(line),
  };
}

/** By the file that was loaded: to look into `package.json` again blocks, and what was loaded stays what it was. */
const versions = new Map<string, string>();

function versionAt(name: string, path: string): string {
  const known = versions.get(path) ?? versionOf(name, path) ?? 'unknown';
  versions.set(path, known);
  return known;
}

/** Prints {@link getTraceStatus} for people. Default: on stderr. */
export function logTraceStatus(print: (line: string) => void = (text) => console.error(text)): void {
  const status = getTraceStatus();
  const active = trace.getActiveSpan()?.spanContext().traceId;
  const rows: [label: string, value: string][] = [
    ['tracing', `${status.initialized ? 'on' : 'off'} (SDK: ${status.sdk})`],
    ['service', status.serviceName ?? '-'],
    [
      'endpoint',
      `${status.endpoint ?? '-'} (${status.protocol ?? '-'}; headers: ${status.headers.join(', ') || 'none'})`,
    ],
    ['exporters', status.exporters.map(({ name }) => name).join(', ') || 'none'],
    ['sampler', status.sampler ?? '-'],
    ['propagators', status.propagators.join(', ') || 'none'],
    [
      'instrumentation',
      `${status.instrumentation.version}, ${status.instrumentation.enabled ? 'enabled' : 'disabled'}`,
    ],
    ...status.clients.map(({ name, version, attached, loadedEarly }): [string, string] => [
      'client',
      `${name}@${version}${attached ? '' : ', NOT ATTACHED'}${loadedEarly ? ', loaded too early' : ''}`,
    ]),
    ['copies', status.copies.join(', ') || 'none'],
    ['spans', spansText(status)],
    ...(active === undefined ? [] : [['active trace', active] as [string, string]]),
    ['last export error', status.lastExportError ?? 'none'],
    ...status.problems.map((problem): [string, string] => ['problem', problem]),
  ];
  print('OpenTelemetry trace status');
  for (const [label, value] of rows) print(`  ${label.padEnd(17)} ${value}`);
}

function spansText({ exporters, spans }: TraceStatus): string {
  const [first] = exporters;
  if (first !== undefined && first.exported === undefined) return 'not counted, a configuration file sets up the SDK';
  return `${spans.started} started, ${spans.ended} ended, ${spans.exported} exported, ${spans.dropped} dropped, ${spans.waiting} waiting`;
}

function samplerText(name: string, ratio: number | undefined): string {
  return ratio === undefined ? name : `${name} (${ratio})`;
}
