import { checkEndpoint } from '../bootstrap/connectivity/checkEndpoint';
import { judge } from '../bootstrap/connectivity/verdict';
import type { Endpoint } from '../bootstrap/endpoint';
import { resolveSettings } from '../bootstrap/settings';
import { PACKAGE_NAME } from '../version';
import { type Finding, fail, failOf, pass, warn } from './finding';
import type { Observation, ObservedExporter } from './observer/observation';

/** What came of the exports of an SDK that the application has set up itself. */
export async function checkExports(seen: Observation): Promise<Finding[]> {
  const { spans, exporters, provider } = seen;
  const own = spans.byScope[PACKAGE_NAME] ?? 0;
  const findings = [
    pass('spans', `${spans.started} started, ${spans.ended} ended (${own} of AWS calls)`),
    ...(await Promise.all(exporters.map((exporter) => checkExporter(exporter, seen)))),
  ];
  if (exporters.length === 0) findings.push(withoutExporter(provider?.sampler !== undefined));
  const left = Math.max(spans.late, seen.over ? 0 : spans.ended - handedOver(exporters));
  if (left > 0 && exporters.length > 0) {
    const fix = 'await the shutdown() of the SDK at the end of the application';
    findings.push(warn('end', `${left} spans were not exported when the application ended`, fix));
  } else if (spans.lost > 0 && exporters.length > 0) {
    const fix = 'raise OTEL_BSP_MAX_QUEUE_SIZE, or see which processor takes them out';
    findings.push(warn('queue', `${spans.lost} spans did not get to an exporter`, fix));
  }
  return findings;
}

function withoutExporter(isReadable: boolean): Finding {
  const fix = 'give the SDK a traceExporter, or span processors that export';
  if (isReadable) return fail('exporter', 'the provider has no exporter, no span is exported', fix);
  return warn('exporter', 'no exporter was found: whether spans arrive cannot be seen', 'look into the backend');
}

async function checkExporter(exporter: ObservedExporter, { over, provider, spans }: Observation): Promise<Finding> {
  const { name, destination, exported, failed, handed, error } = exporter;
  const where = destination === undefined ? name : `${name} to ${destination}`;
  if (failed > 0) return ofError(`${where}: ${failed} spans were not exported`, exporter, error ?? 'unknown');
  const unanswered = handed - exported;
  if (unanswered > 0 && over) {
    const fix = 'check firewalls and proxies, and that the collector is up';
    return fail('export', `${where}: no answer for ${unanswered} spans`, fix);
  }
  if (exported > 0) return pass('export', `${where}: ${exported} spans exported`);
  const problem = destination !== undefined && URL.canParse(destination) ? await ask(destination) : undefined;
  if (problem !== undefined) return failOf('export', problem);
  if (provider?.samples === false) return warn('export', `${where}: there was nothing to export`, 'see the sampler');
  if (spans.ended === 0) {
    const fix = 'let the doctor run longer (--timeout 60s), or see whether the sampler takes so few traces';
    return warn('export', `${where}: there was nothing to export`, fix);
  }
  const fix = 'await the shutdown() of the SDK at its end, or let the doctor run longer (--timeout 60s)';
  const end = unanswered > 0 ? 'the answer to its first export' : 'its first export';
  return warn('export', `${where}: the application ended before ${end}`, fix);
}

/** Where no export was seen, an empty one shows whether somebody listens. */
async function ask(destination: string): Promise<{ text: string; fix: string } | undefined> {
  const { problem } = await checkEndpoint(endpointAt(destination), { hold: true });
  // The application may have its credentials from elsewhere.
  return problem === undefined || /\((?:401|403|16|7)\)/.test(problem.text) ? undefined : problem;
}

function ofError(text: string, { destination }: ObservedExporter, error: string): Finding {
  const code = / (\d+)$/.exec(error)?.[1];
  const cause = Object.assign(new Error(error), code !== undefined && { code: Number(code) });
  const fix = destination === undefined ? undefined : judge(endpointAt(destination), { error: cause }).problem?.fix;
  return fail('export', `${text}: ${error}`, fix ?? 'look at what the exporter says with OTEL_LOG_LEVEL=debug');
}

/** Over HTTP it is a URL, also where its path is forgotten; gRPC has taken the scheme off. */
function endpointAt(destination: string): Endpoint {
  const url = URL.canParse(destination) ? new URL(destination) : undefined;
  const isHttp = url !== undefined && /^https?:$/.test(url.protocol);
  const { endpoint } = resolveSettings(process.env);
  const given = url?.origin === 'null' || url === undefined ? `http://${destination}` : destination;
  return {
    ...endpoint,
    given,
    url: URL.canParse(given) ? new URL(given) : undefined,
    protocol: isHttp ? 'http/protobuf' : 'grpc',
  };
}

function handedOver(exporters: readonly ObservedExporter[]): number {
  return Math.max(0, ...exporters.map(({ handed }) => handed));
}
