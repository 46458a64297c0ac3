import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_AWS_EXTENDED_REQUEST_ID,
  ATTR_AWS_REGION,
  ATTR_AWS_REQUEST_ATTEMPTS,
  ATTR_AWS_REQUEST_ID,
  ATTR_AWS_REQUEST_TOTAL_RETRY_DELAY,
  ATTR_AWS_SDK_HELPER_NAME,
  ATTR_AWS_SDK_HELPER_RUN_ID,
  ATTR_CLOUD_REGION,
  ATTR_ERROR_TYPE,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_STATUS_CODE,
  ATTR_RPC_METHOD,
  ATTR_RPC_SERVICE,
  ATTR_RPC_SYSTEM,
  ATTR_RPC_SYSTEM_NAME,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
} from './attributes';
import { boundedType } from './errors';
import type { Naming } from './naming';
import { cut } from './set';
import { addressOf } from './urls';

const AWS_API = 'aws-api';

/** The host that a call goes to. */
export interface ServerAddress {
  readonly address: string;
  readonly port?: number | undefined;
}

/** What the response (or the error) of any AWS call contains. */
export interface ResponseMetadata {
  readonly requestId?: string | undefined;
  readonly extendedRequestId?: string | undefined;
  readonly statusCode?: number | undefined;
  readonly attempts?: number | undefined;
  /** Milliseconds. */
  readonly totalRetryDelay?: number | undefined;
}

/**
 * Every AWS call: the attributes that follow from the operation kind alone.
 * @see https://opentelemetry.io/docs/specs/semconv/cloud-providers/aws-sdk/
 */
export function operationAttributes(service: string, method: string, naming: Naming): Attributes {
  const attributes: Attributes = {};
  if (naming.deprecatedSystem) attributes[ATTR_RPC_SYSTEM] = AWS_API;
  if (naming.deprecated) attributes[ATTR_RPC_SERVICE] = service;
  if (naming.newest) attributes[ATTR_RPC_SYSTEM_NAME] = AWS_API;
  // Where no `rpc.service` says whose method it is, the method has to.
  attributes[ATTR_RPC_METHOD] = naming.deprecated ? method : `${service}/${method}`;
  return attributes;
}

/** Every AWS call: the region that the client targets. */
export function setRegion(attributes: Attributes, region: string, naming: Naming): void {
  if (naming.deprecated) attributes[ATTR_AWS_REGION] = region;
  attributes[ATTR_CLOUD_REGION] = region;
}

/** A call that a waiter or a paginator of the SDK makes. All calls of one run have the same values. */
export function setHelperRun(
  attributes: Attributes,
  run: { readonly name: string; readonly id: string },
  { detail }: Naming,
): void {
  if (!detail) return;
  attributes[ATTR_AWS_SDK_HELPER_NAME] = run.name;
  attributes[ATTR_AWS_SDK_HELPER_RUN_ID] = run.id;
}

/** Every AWS call: the host that it goes to. */
export function setServer(attributes: Attributes, server: ServerAddress): void {
  attributes[ATTR_SERVER_ADDRESS] = addressOf(server.address);
  if (server.port !== undefined) attributes[ATTR_SERVER_PORT] = server.port;
}

/**
 * Every AWS call: the attributes of the answer. The number of attempts is set only when the SDK retried.
 * @param failed whether the service refused the call: a status says something then
 */
export function setResponse(attributes: Attributes, metadata: ResponseMetadata, naming: Naming, failed: boolean): void {
  const { requestId, extendedRequestId, statusCode, attempts, totalRetryDelay } = metadata;
  if (requestId !== undefined) attributes[ATTR_AWS_REQUEST_ID] = cut(requestId);
  if (extendedRequestId !== undefined && naming.detail)
    attributes[ATTR_AWS_EXTENDED_REQUEST_ID] = cut(extendedRequestId);
  if (statusCode !== undefined && (naming.detail || failed)) {
    if (naming.deprecated) attributes[ATTR_HTTP_STATUS_CODE] = statusCode;
    attributes[ATTR_HTTP_RESPONSE_STATUS_CODE] = statusCode;
  }
  if (attempts !== undefined && attempts > 1) {
    attributes[ATTR_AWS_REQUEST_ATTEMPTS] = attempts;
    if (totalRetryDelay !== undefined && naming.detail)
      attributes[ATTR_AWS_REQUEST_TOTAL_RETRY_DELAY] = totalRetryDelay;
  }
}

/** A failure of any kind. The span and the metric of one call have the same value. */
export function setErrorType(attributes: Attributes, type: string): void {
  attributes[ATTR_ERROR_TYPE] = boundedType(type);
}
