import { type ParameterFacts, ssmSemconv } from '../semconv/ssm';
import { type Members, membersOf, text } from '../values';
import type { Concealment } from './concealment';
import { concealContent } from './content';
import { concealLeaves } from './leaves';
import { type OperationDefinition, defineService } from './service';

type Operation = OperationDefinition<ParameterFacts, ParameterFacts>;

/** Where a secret is kept is nobody's business: a name is told only of what says that it is none, by its type. */
const PLAIN_TYPES: ReadonlySet<unknown> = new Set(['String', 'StringList']);

function plainName({ Name, Type }: Members): string | undefined {
  return PLAIN_TYPES.has(Type) ? text(Name) : undefined;
}

function concealNames(input: object, into: Concealment): void {
  concealContent(input, into);
  const { Name, Names, Path } = input as Members;
  for (const named of [Name, Names, Path]) concealLeaves(named, into, { numbers: false, parts: false, minLength: 2 });
}

/** A request to read does not say the type, the answer does: a call that fails has no name. */
const getParameter: Operation = {
  conceals: concealNames,
  response: ({ Parameter }: Members) => ({ parameterName: plainName(membersOf(Parameter)) }),
};

const putParameter: Operation = {
  conceals: concealNames,
  request: (input: Members) => ({ parameterName: plainName(input) }),
};

function count(list: unknown): number | undefined {
  return Array.isArray(list) ? list.length : undefined;
}

const getParameters: Operation = {
  conceals: concealNames,
  response: ({ Parameters, InvalidParameters }: Members) => ({
    parameterCount: count(Parameters),
    invalidParameterCount: count(InvalidParameters),
  }),
};

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_Operations.html */
export const ssm = defineService<ParameterFacts, ParameterFacts>({
  id: 'SSM',
  semconv: ssmSemconv,
  operations: {
    GetParameter: getParameter,
    PutParameter: putParameter,
    GetParameters: getParameters,
    GetParametersByPath: getParameters,
  },
  others: { conceals: concealNames },
});
