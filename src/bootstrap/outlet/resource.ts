/** The part of a resource of the SDK that matters here, by shape. */
interface Resource {
  readonly asyncAttributesPending?: boolean;
  waitForAsyncAttributes?(): Promise<void>;
}

export function resourceOf(item: unknown): Resource | undefined {
  return (item as { readonly resource?: Resource }).resource;
}

const settled = new WeakMap<Resource, Resource>();

/**
 * An item whose resource does not wait for attributes any more. A process that ends early ends without them; the SDK
 * would report an error for each item otherwise.
 */
export function withSettledResource<T>(item: T): T {
  const resource = resourceOf(item);
  if (resource?.asyncAttributesPending !== true) return item;
  let known = settled.get(resource);
  // Spans are grouped by the identity of their resource.
  if (known === undefined) {
    known = Object.create(resource, { asyncAttributesPending: { value: false } }) as Resource;
    settled.set(resource, known);
  }
  return Object.create(item as object, { resource: { value: known, enumerable: true } }) as T;
}
