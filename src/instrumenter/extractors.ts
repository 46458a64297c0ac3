import type { Attributes, Link } from '@opentelemetry/api';
import type { Operation, OperationKind, Outcome } from '../operation/operation';
import type { Options } from '../options';
import { creationContext } from '../propagation/extractMessageContext';
import { type Members, isObject } from '../propagation/copy';
import { operationAttributes, setErrorType, setHelperRun, setRegion, setResponse, setServer } from '../semconv/aws';
import { messageLinkAttributes, messagingSpanName } from '../semconv/messaging';
import { integer } from '../services/messages';
import { recall } from './ledger';
import { safely } from './safely';

/** The attributes that every call of a kind starts with, until the client has told more of itself. */
interface Constants {
  readonly options: Options;
  readonly revision: number;
  readonly attributes: Readonly<Attributes>;
}

const constants = new WeakMap<OperationKind, Constants>();

function constantsOf(kind: OperationKind, options: Options): Readonly<Attributes> {
  const { client, service, definition } = kind;
  const known = constants.get(kind);
  if (known !== undefined && known.revision === client.revision && known.options === options) return known.attributes;
  const attributes = {
    ...operationAttributes(service.id, kind.name, options.naming),
    ...service.semconv.constants(definition.messaging, options.naming, kind.name),
  };
  if (client.region !== undefined) setRegion(attributes, client.region, options.naming);
  if (client.endpoint !== undefined) setServer(attributes, client.endpoint);
  constants.set(kind, { options, revision: client.revision, attributes });
  return attributes;
}

/** What is known before the request: samplers see it. */
export function startAttributes(operation: Operation, options: Options): Attributes {
  const { kind, input, run } = operation;
  const { client, definition, service } = kind;
  const attributes: Attributes = { ...constantsOf(kind, options) };
  if (definition.request !== undefined) {
    const facts = safely('describing the request', definition.request, input, options);
    if (facts !== undefined) service.semconv.request(attributes, facts, options.naming);
  }
  if (definition.queryText !== undefined) {
    const text = safely('dynamoDBStatementSerializer', definition.queryText, input, options, kind.name);
    if (typeof text === 'string') service.semconv.queryText?.(attributes, text);
  }
  if (run !== undefined) setHelperRun(attributes, run);
  if (definition.region !== undefined) setTargetRegion(attributes, operation);
  if (definition.server !== undefined && !client.hasCustomEndpoint()) {
    const server = safely('describing the endpoint', definition.server, input, client.config);
    if (server !== undefined) setServer(attributes, server);
  }
  return attributes;
}

/** `SQS.SendMessage`, or `send orders` where messaging names are wanted. */
export function spanName(kind: OperationKind, attributes: Attributes, options: Options): string {
  const { messaging } = kind.definition;
  if (options.spanNames === 'operation' || messaging === undefined) return kind.fullName;
  return messagingSpanName(messaging, attributes);
}

/** A client may tell its region as late as after the first call. */
function setTargetRegion(attributes: Attributes, { kind, input }: Operation): void {
  const { client, definition, service } = kind;
  const region = (definition.region && safely('describing the region', definition.region, input)) ?? client.region;
  if (region !== undefined) service.semconv.region?.(attributes, region);
}

/** What the answer tells. */
export function endAttributes(operation: Operation, outcome: Outcome, options: Options): Attributes {
  const { client, definition, service } = operation.kind;
  const attributes: Attributes = {};
  if (client.region !== undefined) setRegion(attributes, client.region, options.naming);
  if (definition.region !== undefined) setTargetRegion(attributes, operation);
  if (outcome.server !== undefined) setServer(attributes, outcome.server);
  setResponse(attributes, outcome, options.naming);
  if (outcome.output !== undefined && definition.response !== undefined) {
    const facts = safely('describing the response', definition.response, outcome.output, options);
    if (facts !== undefined) service.semconv.response(attributes, facts, options.naming);
  }
  if (outcome.output === undefined && definition.rejection !== undefined && isObject(outcome.error)) {
    const facts = safely('describing the error', definition.rejection, outcome.error);
    if (facts !== undefined) service.semconv.response(attributes, facts, options.naming);
  }
  if (outcome.errorType !== undefined) setErrorType(attributes, outcome.errorType);
  return attributes;
}

/** A call that settles messages links to the spans that created them, if this process received them. */
export function settleLinks(operation: Operation): Link[] {
  const { definition } = operation.kind;
  const links: Link[] = [];
  if (definition.settles === undefined) return links;
  for (const { receiptHandle } of definition.settles(operation.input)) {
    const received = recall(receiptHandle);
    if (received?.creation === undefined) continue;
    links.push({ context: received.creation, attributes: messageLinkAttributes(received.messageId) });
  }
  return links;
}

/** A received message links to the span that created it. */
export function receiveLink(message: object): Link | undefined {
  const context = creationContext(message);
  if (context === undefined) return undefined;
  const { MessageId, Attributes: system } = message as Members;
  return {
    context,
    attributes: messageLinkAttributes(
      typeof MessageId === 'string' ? MessageId : undefined,
      isObject(system) ? integer(system['ApproximateReceiveCount']) : undefined,
    ),
  };
}
