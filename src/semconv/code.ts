import { basename } from 'node:path';
import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_CODE_FILE_PATH,
  ATTR_CODE_FUNCTION_ARGUMENTS,
  ATTR_CODE_FUNCTION_NAME,
  ATTR_CODE_FUNCTION_RESULT,
  ATTR_CODE_LINE_NUMBER,
} from './attributes';
import { set } from './set';

/** A place in the source. */
export interface CodeLocation {
  readonly file: string;
  readonly line: number;
}

/** `<file>:<function>`. */
export function codeSpanName(functionName: string, location: CodeLocation | undefined): string {
  return location === undefined ? functionName : `${basename(location.file)}:${functionName}`;
}

/** @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/code/ */
export function codeAttributes(functionName: string, location: CodeLocation | undefined): Attributes {
  const attributes: Attributes = { [ATTR_CODE_FUNCTION_NAME]: functionName };
  set(attributes, ATTR_CODE_FILE_PATH, location?.file);
  set(attributes, ATTR_CODE_LINE_NUMBER, location?.line);
  return attributes;
}

/** The arguments of a function call, each as text. */
export function codeArgumentsAttributes(values: readonly string[]): Attributes {
  return { [ATTR_CODE_FUNCTION_ARGUMENTS]: [...values] };
}

/** The value that a function returned or resolved to, as text. */
export function codeResultAttributes(value: string): Attributes {
  return { [ATTR_CODE_FUNCTION_RESULT]: value };
}
