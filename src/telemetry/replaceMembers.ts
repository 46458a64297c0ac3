type Member = readonly [name: string | symbol, descriptor: PropertyDescriptor];

/**
 * Gives an object members of its own for a while; what lists its members does not show them.
 * @returns takes them back; what somebody else has put there since stays
 * @throws TypeError if the object cannot be changed, and then nothing of it is
 */
export function replaceMembers(holder: object, members: readonly Member[]): () => void {
  const places = members.map(([name, descriptor]) => {
    const own = Object.getOwnPropertyDescriptor(holder, name);
    if (own === undefined ? !Object.isExtensible(holder) : own.configurable !== true) {
      throw new TypeError(`the member ${String(name)} of a result cannot be changed`);
    }
    return { name, own, ours: { ...descriptor, configurable: true, enumerable: own?.enumerable === true } };
  });
  for (const { name, ours } of places) Object.defineProperty(holder, name, ours);
  return () => {
    for (const { name, own, ours } of places) {
      const now = Object.getOwnPropertyDescriptor(holder, name);
      if (now === undefined || now.value !== ours.value || now.get !== ours.get) continue;
      if (own === undefined) Reflect.deleteProperty(holder, name);
      else Object.defineProperty(holder, name, own);
    }
  };
}
