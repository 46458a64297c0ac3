import type { Span } from '@opentelemetry/api';
// The packages of clients are optional. What is not installed has no types of its own, and is no error.
// oxlint-disable-next-line typescript/ban-ts-comment -- whether it is an error depends on what is installed
/** @ts-ignore */
import type * as SNS from '@aws-sdk/client-sns';
// oxlint-disable-next-line typescript/ban-ts-comment -- whether it is an error depends on what is installed
/** @ts-ignore */
import type * as SQS from '@aws-sdk/client-sqs';
import type { OtherText } from './otherText';

/**
 * The packages whose commands have their types in hooks, by the names of their services in spans. Each one more is read
 * by every compiler of an application, and makes `OtherText` longer: these are the services of messages.
 */
interface Packages {
  SNS: typeof SNS;
  SQS: typeof SQS;
}

type AnyMembers = Record<string, unknown>;
type ServiceName = keyof Packages;

/** Whether a package is not installed: nothing else is a subtype and a supertype of everything. */
type IsAbsent<Package> = 0 extends 1 & Package ? true : false;

/** Names of operations: those of the command classes of a package. */
type OperationName<Package> = keyof Package extends infer Name
  ? // The name of the class that all of them have in common.
    Exclude<Name extends `${infer Operation}Command` ? Operation : never, '$'>
  : never;

/** What the instances of a command class tell of input and output. */
type Command<Input, Output> = abstract new (...args: never[]) => {
  readonly input: Input;
  resolveMiddleware(...args: never[]): (...args: never[]) => Promise<{ output: Output }>;
};

type CommandOf<Package, Operation extends string> = `${Operation}Command` extends keyof Package
  ? Package[`${Operation}Command`]
  : never;

type InputOf<Class> = Class extends Command<infer Input, unknown> ? Input : never;
type OutputOf<Class> = Class extends Command<unknown, infer Output> ? Output : never;

interface Call<Service extends string, Operation extends string, Input, Output> {
  service: Service;
  operation: Operation;
  input: Input;
  output: Output;
}

/** Each command of a package: its service, its name, its input and its output. */
type CallsOf<Service extends ServiceName, Operation = OperationName<Packages[Service]>> = Operation extends string
  ? Call<
      Service,
      Operation,
      InputOf<CommandOf<Packages[Service], Operation>> & AnyMembers,
      OutputOf<CommandOf<Packages[Service], Operation>> & AnyMembers
    >
  : never;

type Untyped<Service extends string> = Call<Service, string, AnyMembers, AnyMembers>;

/** All calls that there can be. */
type AwsCall =
  | {
      [Service in ServiceName]: IsAbsent<Packages[Service]> extends true ? Untyped<Service> : CallsOf<Service>;
    }[ServiceName]
  | Untyped<OtherText<ServiceName>>;

/** The name of a service as hooks get it: any text, of which those of {@link Packages} rule the others out. */
export type HookedService = AwsCall['service'];

/** What a predicate gets of a call before it is made. */
export type PredicateArguments<Each extends AwsCall = AwsCall> = Each extends AwsCall
  ? [serviceName: Each['service'], operationName: Each['operation'], apiParams: Each['input']]
  : never;

/** What a hook gets of a call before it is made. TypeScript relates parameters to each other only if they are one tuple. */
export type RequestArguments<Each extends AwsCall = AwsCall> = Each extends AwsCall
  ? [span: Span, serviceName: Each['service'], operationName: Each['operation'], apiParams: Each['input']]
  : never;

/** What a hook gets of a call after it. */
export type ResponseArguments<Each extends AwsCall = AwsCall> = Each extends AwsCall
  ? [
      span: Span,
      serviceName: Each['service'],
      operationName: Each['operation'],
      result: Each['output'] | undefined,
      error?: unknown,
    ]
  : never;
