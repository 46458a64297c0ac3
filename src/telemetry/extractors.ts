import type { Attributes, Link } from '@opentelemetry/api';
import type { Operation, OperationKind, Outcome } from '../operation/operation';
import { recordable } from '../operation/recordable';
import type { Options } from '../options';
import { creationContext } from '../propagation/extractContext';
import { operationAttributes, setHelperRun, setRegion, setResponse, setServer } from '../semconv/aws';
import { messageLink } from '../semconv/links';
import { messagingSpanName } from '../semconv/messaging';
import { type OperationDefinition, type Questions, questionsOf } from '../services/service';
import type { Call } from './call';
import { recall } from './ledger';
import { safely, safelyOwn } from './safely';
import { safelyGiven } from './safelyGiven';
import { type Members, copyToExtend, integer, isObject, keyOf } from '../values';

/** The attributes that every call of a kind starts with, by destination, until the client has told more of itself. */
interface Constants {
  readonly options: Options;
  readonly revision: number;
  readonly customEndpoint: boolean;
  readonly byDestination: Map<string, Readonly<Attributes>>;
}

const constants = new WeakMap<OperationKind, Constants>();

/** A worker has a handful of destinations; the bound is for applications that make them up as they go. */
const MAX_DESTINATIONS = 500;

function constantsOf(operation: Operation, options: Options): Readonly<Attributes> {
  const { kind, input } = operation;
  const { client, definition } = kind;
  const destination =
    definition.addressed && safelyOwn('describing the destination', addressedDestination, definition, input);
  const customEndpoint = client.hasCustomEndpoint();
  let known = constants.get(kind);
  if (known?.revision !== client.revision || known.options !== options || known.customEndpoint !== customEndpoint) {
    known = { options, revision: client.revision, customEndpoint, byDestination: new Map() };
    constants.set(kind, known);
  }
  const described = known.byDestination.get(destination ?? '');
  if (described !== undefined) return described;
  const attributes = describeDestination(operation, options, destination);
  const key = keyOf(destination ?? '');
  if (key === undefined) return attributes;
  if (known.byDestination.size >= MAX_DESTINATIONS) known.byDestination.clear();
  known.byDestination.set(key, attributes);
  return attributes;
}

/** Only a text can be told from another one. */
function addressedDestination({ destination }: OperationDefinition, input: object): string | undefined {
  const value: unknown = destination?.(input);
  return typeof value === 'string' ? value : undefined;
}

function describeDestination(operation: Operation, options: Options, destination: string | undefined): Attributes {
  const { client, service, definition, name } = operation.kind;
  const attributes = {
    ...operationAttributes(service.id, name, options.naming),
    ...service.semconv.constants({ ...definition, name }, options.naming),
  };
  if (client.region !== undefined) setRegion(attributes, client.region, options.naming);
  if (client.endpoint !== undefined) setServer(attributes, client.endpoint);
  if (definition.addressed === undefined) return attributes;
  if (destination !== undefined) {
    const { addressed } = definition;
    const describe = (): void => service.semconv.request(attributes, addressed(destination), options.naming);
    safely('describing the destination', describe);
  }
  describeTarget(attributes, operation);
  return attributes;
}

/** The region and the host that a request names. */
function describeTarget(attributes: Attributes, operation: Operation): void {
  const { kind, input } = operation;
  const { client, definition } = kind;
  if (definition.region !== undefined) setTargetRegion(attributes, operation);
  if (definition.server === undefined || client.hasCustomEndpoint()) return;
  const server = safelyOwn('describing the endpoint', definition.server, input, client.config);
  if (server !== undefined) setServer(attributes, server);
}

/** What is known before the request: samplers see it. */
export function startAttributes(operation: Operation, options: Options): Attributes {
  const { kind, run } = operation;
  const { definition, service } = kind;
  const attributes = copyToExtend(constantsOf(operation, options));
  const { request } = questionsOf(definition, options);
  if (request !== undefined) safelyOwn('describing the request', describeRequest, attributes, operation, options);
  if (definition.queryText !== undefined && options.dynamoDBStatementSerializer !== undefined) {
    const text = queryTextOf(operation, options);
    if (typeof text === 'string') service.semconv.queryText?.(attributes, text);
  }
  if (run !== undefined) setHelperRun(attributes, run, options.naming);
  if (definition.addressed === undefined) describeTarget(attributes, operation);
  return attributes;
}

/** What no convention can write down costs its own attributes, and not the span. */
function describeRequest(attributes: Attributes, { kind, input }: Operation, options: Options): void {
  const facts = questionsOf(kind.definition, options).request?.(input, options);
  if (facts !== undefined) kind.service.semconv.request(attributes, facts, options.naming);
}

function queryTextOf(operation: Operation, options: Options): unknown {
  const { kind, input } = operation;
  const ask = (): unknown => kind.definition.queryText?.(input, options, kind.name);
  // One that is `async` may fail when the call has let go of its input.
  const asked = { ...operation };
  return safelyGiven('dynamoDBStatementSerializer', [], ask, (error) => recordable(asked, error));
}

/** `SQS.SendMessage`, or `send orders` where messaging names are wanted. */
export function spanName(kind: OperationKind, attributes: Attributes, options: Options): string {
  const conventional = kind.service.semconv.spanName?.(attributes);
  if (conventional !== undefined) return conventional;
  const { messaging, messagingName = messaging } = kind.definition;
  if (options.spanNames === 'operation' || messagingName === undefined) return kind.fullName;
  return messagingSpanName(messagingName, attributes);
}

/**
 * A client may tell its region as late as after the first call, and another one after that.
 * @param signed the region that the request was signed for, if that is not the client's
 */
function setTargetRegion(attributes: Attributes, { kind, input }: Operation, signed?: string): void {
  const { client, definition, service } = kind;
  const named = definition.region && safely('describing the region', definition.region, input);
  const region = named ?? signed ?? client.region;
  if (region !== undefined) service.semconv.region?.(attributes, region);
}

/**
 * What the answer says, beside a failure.
 * @param call its `request` is what was sent
 * @param learned whether more is known of the client than at the start
 */
export function endAttributes(
  call: Pick<Call, 'operation' | 'options' | 'request'>,
  outcome: Outcome,
  learned: boolean,
): Attributes {
  const { operation, options } = call;
  const { client, definition } = operation.kind;
  const attributes: Attributes = {};
  const region = outcome.region === client.region ? undefined : outcome.region;
  if (region !== undefined) setRegion(attributes, region, options.naming);
  else if (learned && client.region !== undefined) setRegion(attributes, client.region, options.naming);
  const isNew = learned || region !== undefined;
  if (isNew && definition.region !== undefined) setTargetRegion(attributes, operation, region);
  if (outcome.server !== undefined) setServer(attributes, outcome.server);
  setResponse(attributes, outcome, options.naming, outcome.output === undefined);
  safelyOwn('describing the answer', describeAnswer, attributes, call, outcome);
  return attributes;
}

function describeAnswer(
  attributes: Attributes,
  { operation, options, request }: Pick<Call, 'operation' | 'options' | 'request'>,
  outcome: Outcome,
): void {
  const { definition, service } = operation.kind;
  const questions = questionsOf(definition, options);
  const facts =
    outcome.output === undefined
      ? isObject(outcome.error) && questions.rejection?.(outcome.error)
      : responseOf(questions, outcome, { options, request });
  if (isObject(facts)) service.semconv.response(attributes, facts, options.naming);
}

/** What metrics count of an answer, for calls whose span does not say it. */
export function answerAttributes({ operation, options, request }: Call, outcome: Outcome): Attributes {
  const { definition, service } = operation.kind;
  const attributes: Attributes = {};
  if (outcome.output === undefined || definition.response === undefined) return attributes;
  service.semconv.response(attributes, responseOf(definition, outcome, { options, request }), options.naming);
  return attributes;
}

function responseOf(
  { response }: Questions,
  { output, headers }: Outcome,
  { options, request }: Pick<Call, 'options' | 'request'>,
): unknown {
  return output && response?.(output, options, request, headers);
}

/** A call that settles messages links to the spans that created them, if this process received them. */
export function settleLinks(operation: Operation, { naming }: Options): Link[] {
  const links: Link[] = [];
  const settlements = operation.kind.definition.settles?.(operation.input) ?? [];
  const alone = settlements.length === 1;
  for (const { receiptHandle } of settlements) {
    const received = recall(receiptHandle);
    if (received?.creation === undefined) continue;
    links.push(messageLink(received.creation, { id: received.messageId, alone }, naming));
  }
  return links;
}

/** A received message links to the span that created it. @param alone whether no other came with it */
export function receiveLink(message: object, options: Options, alone: boolean): Link | undefined {
  const context = creationContext(message, options);
  if (context === undefined) return undefined;
  const { MessageId, Attributes: system } = message as Members;
  const id = typeof MessageId === 'string' ? MessageId : undefined;
  const receiveCount = isObject(system) ? integer(system['ApproximateReceiveCount']) : undefined;
  return messageLink(context, { id, receiveCount, alone }, options.naming);
}
