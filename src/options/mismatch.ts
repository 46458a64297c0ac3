/** The error for a value that is not what an option expects. */
export function mismatch(name: string, expected: string, value: unknown): TypeError {
  return new TypeError(`Expected \`${name}\` to be ${expected}, got ${show(value)} (${typeof value})`);
}

function show(value: unknown): string {
  if (value === null || typeof value !== 'object') return `\`${String(value)}\``;
  return Array.isArray(value) ? 'an array' : 'an object';
}
