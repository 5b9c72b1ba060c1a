/**
 * Items one by one, each made when it is asked for. An async generator would take three turns of the queue of promises an
 * item, and a list of them would outlive them in the collector's eyes; on narrow tables that is most of the time of reading.
 */
export function flatten<T>(batches: AsyncGenerator<Iterable<T>>): AsyncIterableIterator<T> {
  let items: Iterator<T> = [][Symbol.iterator]();
  const nextBatch = async (): Promise<IteratorResult<T>> => {
    for (;;) {
      const batch = await batches.next();
      if (batch.done === true) return { done: true, value: undefined };
      items = batch.value[Symbol.iterator]();
      const item = items.next();
      if (item.done !== true) return item;
    }
  };
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next() {
      try {
        const item = items.next();
        return item.done === true ? nextBatch() : Promise.resolve(item);
      } catch (error) {
        return Promise.reject(error);
      }
    },
    async return() {
      await batches.return(undefined);
      return { done: true, value: undefined };
    },
  };
}
