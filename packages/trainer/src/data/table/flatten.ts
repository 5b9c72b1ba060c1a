/**
 * Items one by one. A generator would take three turns of the event loop's queue an item; on narrow tables that is most of
 * the time of reading them.
 */
export function flatten<T>(batches: AsyncGenerator<readonly T[]>): AsyncIterableIterator<T> {
  let items: readonly T[] = [];
  let at = 0;
  const next = async (): Promise<IteratorResult<T>> => {
    for (;;) {
      const batch = await batches.next();
      if (batch.done === true) return { done: true, value: undefined };
      if (batch.value.length === 0) continue;
      items = batch.value;
      at = 1;
      return { done: false, value: items[0] as T };
    }
  };
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next() {
      return at < items.length ? Promise.resolve({ done: false, value: items[at++] as T }) : next();
    },
    async return() {
      await batches.return(undefined);
      return { done: true, value: undefined };
    },
  };
}
