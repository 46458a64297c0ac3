/**
 * Gives an object members of its own for a while; nobody who lists its members sees them.
 * @returns takes them back; what somebody else has put there since stays
 * @throws TypeError where the object cannot be changed, and then nothing of it is
 */
export function replaceMembers(holder: object, members: PropertyDescriptorMap): () => void {
  const names = Object.keys(members);
  if (!Object.isExtensible(holder)) throw new TypeError('a frozen result');
  const before = names.map((name) => Object.getOwnPropertyDescriptor(holder, name));
  if (before.some((own) => own?.configurable === false)) throw new TypeError('a result with fixed members');
  for (const name of names) {
    Object.defineProperty(holder, name, { ...members[name], configurable: true, enumerable: false });
  }
  const ours = names.map((name) => Object.getOwnPropertyDescriptor(holder, name));
  return () => {
    for (const [index, name] of names.entries()) {
      const now = Object.getOwnPropertyDescriptor(holder, name);
      if (now === undefined || now.value !== ours[index]?.value || now.get !== ours[index]?.get) continue;
      const own = before[index];
      if (own === undefined) Reflect.deleteProperty(holder, name);
      else Object.defineProperty(holder, name, own);
    }
  };
}
