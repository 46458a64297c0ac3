import { claimedSpan } from '../claims';
import { processMessage } from '../processMessage';
import { isObject, type Members } from '../../values';

/** The package with the batch processors of Powertools for AWS Lambda. */
export const POWERTOOLS_BATCH = '@aws-lambda-powertools/batch';

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** What goes around each method. */
const WRAPPERS: Readonly<Record<string, (original: Method) => Method>> = {
  processRecord: aroundRecord,
  processRecordSync: aroundRecord,
  failureHandler: aroundFailure,
};

/** A method that is to be wrapped, where it is defined. */
export interface PowertoolsMethod {
  readonly prototype: Record<string, Method>;
  readonly name: string;
  readonly wrapper: (original: Method) => Method;
}

/**
 * The methods that process one record, and the one that they give an error to: they swallow it. All of them are for the
 * subclasses that an application may write, and so have names that stay.
 * @see https://docs.aws.amazon.com/powertools/typescript/latest/features/batch/#extending-batchprocessor
 */
export function powertoolsMethods(exports: unknown): PowertoolsMethod[] {
  const found = new Map<object, Set<string>>();
  const methods: PowertoolsMethod[] = [];
  for (const exported of isObject(exports) ? Object.values(exports) : []) {
    const prototype: unknown = typeof exported === 'function' ? exported.prototype : undefined;
    if (!isObject(prototype) || !('processRecord' in prototype)) continue;
    for (const [name, wrapper] of Object.entries(WRAPPERS)) {
      const holder = ownerOf(prototype, name);
      if (holder === undefined || found.get(holder)?.has(name) === true) continue;
      found.set(holder, (found.get(holder) ?? new Set()).add(name));
      methods.push({ prototype: holder as Record<string, Method>, name, wrapper });
    }
  }
  return methods;
}

/** One wrapper for all subclasses. */
function ownerOf(prototype: Members, name: string): Members | undefined {
  for (let level: unknown = prototype; isObject(level); level = Object.getPrototypeOf(level)) {
    if (Object.hasOwn(level, name)) return typeof level[name] === 'function' ? level : undefined;
  }
  return undefined;
}

function aroundRecord(original: Method): Method {
  return function (this: unknown, ...args: unknown[]): unknown {
    return processMessage(args[0], () => original.apply(this, args));
  };
}

/** The span of a record that is left out, because one before it in its group failed, is told as well. */
function aroundFailure(original: Method): Method {
  return function (this: unknown, ...args: unknown[]): unknown {
    const [record, error] = args;
    claimedSpan(record)?.note(error);
    return original.apply(this, args);
  };
}
