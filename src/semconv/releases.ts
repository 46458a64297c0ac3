import * as names from './attributes';
import { METRICS } from './metrics';

/**
 * The release of the conventions that our names are from: those of {@link RENAMED} are from an older one, and those that
 * begin as {@link OWN} says are this product's.
 * @see https://github.com/open-telemetry/semantic-conventions/releases
 */
const SEMCONV_RELEASE = '1.45.0';

/** Of the instrumentation scope. @see https://opentelemetry.io/docs/specs/otel/schemas/ */
export const SCHEMA_URL = `https://opentelemetry.io/schemas/${SEMCONV_RELEASE}`;

interface Renaming {
  /** The release that renamed it: the name is from the one before. */
  readonly since: string;
  /** What stands in its place. */
  readonly instead: readonly string[];
}

/**
 * Names of ours that the release has under another name. They are emitted for dashboards that use them.
 * @see https://github.com/open-telemetry/semantic-conventions/tree/main/schemas
 */
const RENAMED: Readonly<Record<string, Renaming>> = {
  [names.ATTR_RPC_SYSTEM]: { since: '1.39.0', instead: [names.ATTR_RPC_SYSTEM_NAME] },
  [names.ATTR_RPC_SERVICE]: { since: '1.39.0', instead: [names.ATTR_RPC_METHOD] },
  [names.ATTR_HTTP_STATUS_CODE]: { since: '1.21.0', instead: [names.ATTR_HTTP_RESPONSE_STATUS_CODE] },
  [names.ATTR_DB_SYSTEM]: { since: '1.30.0', instead: [names.ATTR_DB_SYSTEM_NAME] },
  [names.ATTR_MESSAGING_SYSTEM]: { since: '1.45.0', instead: [names.ATTR_MESSAGING_SYSTEM_NAME] },
  [names.ATTR_MESSAGING_KAFKA_OFFSET]: { since: '1.45.0', instead: [names.ATTR_KAFKA_OFFSET] },
  [names.ATTR_MESSAGING_RABBITMQ_DESTINATION_ROUTING_KEY]: {
    since: '1.45.0',
    instead: [names.ATTR_RABBITMQ_DESTINATION_ROUTING_KEY],
  },
  [names.ATTR_MESSAGING_RABBITMQ_MESSAGE_DELIVERY_TAG]: {
    since: '1.45.0',
    instead: [names.ATTR_RABBITMQ_MESSAGE_DELIVERY_TAG],
  },
  // The stock instrumentation of amqplib still has it.
  [names.ATTR_MESSAGING_RABBITMQ_ROUTING_KEY]: {
    since: '1.17.0',
    instead: [names.ATTR_RABBITMQ_DESTINATION_ROUTING_KEY],
  },
  [names.ATTR_FAAS_INVOCATION_ID]: { since: '1.45.0', instead: ['faas.invocation.id'] },
  [names.ATTR_FAAS_TIME]: { since: '1.45.0', instead: ['faas.invocation.start_time'] },
};

/** Names that no release has ever had. */
const OWN =
  /^(?:messaging\.(?:sqs|sns|retry|forward|dead_letter|queue_time|message\.(?:queue_time_ms|forwarded)|batch\.(?:success|failed)_count|rabbitmq\.message\.redelivered)|aws\.(?:region$|bedrock\.(?:agent|data_source)|request\.|eventbridge|scheduler|sdk|ses|firehose|iot|pipes|ssm|appconfig|batch|lambda\.invocation_type|kinesis\.(?:failed_|failure_|record_)|s3\.body|dynamodb\.(?:cancellation_reasons|unprocessed_count)|log\.(?:rejected_)?event_count|ecs\.(?:cluster\.name|failed_|failure_|task_count))|code\.function\.(?:arguments|result)|relationship$|source$|exception$)/;

/**
 * Those of generative AI have releases of their own since 1.42.0; this registry calls them deprecated.
 * @see https://github.com/open-telemetry/semantic-conventions-genai
 */
const ELSEWHERE = /^gen_ai\./;

/** The names and deprecations of a release, as `npm run semconv:check` takes them from the published package. */
export interface Registry {
  readonly version: string;
  readonly attributes: readonly string[];
  readonly metrics: readonly string[];
  /** By name, what stands in its place. */
  readonly deprecated: Readonly<Record<string, readonly string[]>>;
}

/**
 * What a registry has renamed of our names, and what nobody has expected: a name that it does not know, or has given up
 * since.
 * @public a script and a test compare with it
 */
export function compareWithRegistry(registry: Registry): {
  renamed: Readonly<Record<string, Renaming>>;
  unexpected: readonly string[];
} {
  const known = new Set([...registry.attributes, ...registry.metrics]);
  const ours = [...Object.values<string>(names), ...Object.values(METRICS).map(({ name }) => name)].filter(
    (name) => !ELSEWHERE.test(name),
  );
  const unexpected = ours.flatMap((name) => {
    const instead = registry.deprecated[name];
    if (instead !== undefined && RENAMED[name] === undefined) {
      return `${name} is deprecated, and ${instead.join(', ') || 'nothing'} is in its place: see src/semconv/releases.ts`;
    }
    if (known.has(name) || RENAMED[name] !== undefined || OWN.test(name)) return [];
    return `${name} is in no registry: see src/semconv/releases.ts`;
  });
  if (registry.version !== SEMCONV_RELEASE)
    unexpected.push(`the registry is of ${registry.version}, our names of ${SEMCONV_RELEASE}`);
  return { renamed: RENAMED, unexpected };
}
