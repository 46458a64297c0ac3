import { types } from 'node:util';
import {
  type InstrumentationModuleDefinition,
  InstrumentationNodeModuleDefinition,
} from '@opentelemetry/instrumentation';
import { MIDDY_BATCH, aroundMiddyBatch } from '../process/consumers/middyBatch';
import { POWERTOOLS_BATCH, powertoolsMethods } from '../process/consumers/powertoolsBatch';
import { safely } from '../telemetry/safely';
import { attachConsumers } from './consumerClass';
import { isFunction } from './patches';
import { type Members, isObject } from '../values';

/** How an instrumentation replaces a function and puts it back. */
export interface Wrapping {
  readonly wrap: (holder: object, name: string, wrapper: (original: never) => unknown) => void;
  readonly unwrap: (holder: object, name: string) => void;
}

/**
 * The libraries that process messages, which are known by name. AWS clients are found by shape when they load, and a
 * module definition cannot express that.
 */
export function consumerLibraries({ wrap, unwrap }: Wrapping): InstrumentationModuleDefinition[] {
  return [
    // Found by shape wherever it loads; loader hooks have to know a name all the same.
    new InstrumentationNodeModuleDefinition('sqs-consumer', ['*'], (exports: unknown) => {
      safely('attaching to sqs-consumer', attachConsumers, exports);
      return exports;
    }),
    new InstrumentationNodeModuleDefinition(
      POWERTOOLS_BATCH,
      ['>=2 <4'],
      (exports: unknown) => {
        for (const { prototype, name, wrapper } of powertoolsMethods(exports)) wrap(prototype, name, wrapper);
        return exports;
      },
      (exports: unknown) => {
        for (const { prototype, name } of powertoolsMethods(exports)) unwrap(prototype, name);
      },
    ),
    new InstrumentationNodeModuleDefinition(
      MIDDY_BATCH,
      ['>=3 <9'],
      (exports: unknown) => {
        if (isFunction(exports)) return aroundMiddyBatch(exports);
        if (!isObject(exports) || !isFunction(exports['default'])) return exports;
        // What `require` gives of an ES module cannot be changed.
        if (types.isModuleNamespaceObject(exports)) return withDefault(exports, aroundMiddyBatch(exports['default']));
        wrap(exports, 'default', aroundMiddyBatch);
        return exports;
      },
      (exports: unknown) => {
        if (isObject(exports) && isFunction(exports['default'])) unwrap(exports, 'default');
      },
    ),
  ];
}

function withDefault(exports: Members, value: unknown): object {
  return Object.create(exports, { default: { value, enumerable: true } }) as object;
}
