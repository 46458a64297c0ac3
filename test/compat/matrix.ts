import { HAS_OPEN_TELEMETRY_3, installedVersion } from '../support/installed';

/** How an SQS client of that release talks to the service. */
type Protocol = 'query' | 'json';

/** A release of `@aws-sdk/client-sqs` with the reason why it stands for others. */
export interface Sdk {
  readonly version: string;
  readonly protocol: Protocol;
  readonly why: string;
}

/** A release line of OpenTelemetry JS. */
export interface OpenTelemetry {
  readonly line: '2.x' | '3.x';
  /** What is installed for it; undefined: what this project has for its own tests. */
  readonly packages?: Readonly<Record<string, string>>;
  readonly nodes: readonly number[];
}

/** One combination; an application runs in each. */
export interface Cell {
  readonly sdk: Sdk;
  readonly openTelemetry: OpenTelemetry;
  readonly node: number;
  readonly modules: 'cjs' | 'esm';
}

/** package-lock.json has its version, so that the results do not change on their own. */
const latest = installedVersion('@aws-sdk/client-sqs');

/** The project's own: a quick look at it needs no installation. */
export const INSTALLED: Sdk = { version: latest, protocol: 'json', why: 'latest' };

/** The releases of the SDK, oldest first. The base class of all clients has moved with some of them. */
export const SDKS: readonly Sdk[] = [
  { version: '3.378.0', protocol: 'query', why: 'first of the supported releases; Query protocol' },
  { version: '3.447.0', protocol: 'json', why: 'first with the JSON protocol' },
  { version: '3.501.0', protocol: 'json', why: 'January 2024' },
  { version: '3.709.0', protocol: 'json', why: 'December 2024' },
  { version: '3.901.0', protocol: 'json', why: 'October 2025' },
  { version: '3.1045.0', protocol: 'json', why: 'last with the base class in `@smithy/smithy-client`' },
  { version: '3.1046.0', protocol: 'json', why: 'first with the base class in `@smithy/core`' },
  INSTALLED,
];

const OPEN_TELEMETRY: readonly OpenTelemetry[] = [
  { line: '2.x', nodes: [20, 22, 24] },
  {
    line: '3.x',
    packages: {
      '@opentelemetry/api': '1.10.0',
      '@opentelemetry/context-async-hooks': '3.1.1',
      '@opentelemetry/core': '3.1.1',
      '@opentelemetry/instrumentation': '0.301.1',
      '@opentelemetry/sdk-trace': '3.1.1',
    },
    nodes: [22, 24],
  },
];

/** Further releases to look at: `COMPAT_SDK=3.1200.0,latest`. They are not part of the results. */
export const FURTHER: readonly Sdk[] = (process.env['COMPAT_SDK'] ?? '')
  .split(',')
  .filter((version) => version !== '')
  .map((version) => ({ version, protocol: 'json', why: 'asked for' }));

/** What is installed here. */
export function installedCells(): Cell[] {
  const line = HAS_OPEN_TELEMETRY_3 ? '3.x' : '2.x';
  const node = Number.parseInt(process.versions.node, 10);
  const openTelemetry: OpenTelemetry = { line, nodes: [node] };
  return (['cjs', 'esm'] as const).map((modules) => ({ sdk: INSTALLED, openTelemetry, node, modules }));
}

export function cells(sdks: readonly Sdk[]): Cell[] {
  return sdks.flatMap((sdk) =>
    OPEN_TELEMETRY.flatMap((openTelemetry) =>
      openTelemetry.nodes.flatMap((node) =>
        (['cjs', 'esm'] as const).map((modules) => ({ sdk, openTelemetry, node, modules })),
      ),
    ),
  );
}

export function titleOf({ sdk, openTelemetry, node, modules }: Cell): string {
  return `@aws-sdk/client-sqs ${sdk.version}, OpenTelemetry ${openTelemetry.line}, Node.js ${node}, ${modules}`;
}
