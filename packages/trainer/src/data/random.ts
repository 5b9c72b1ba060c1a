import { hash } from "node:crypto";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";

/** A stream of random numbers that is the same wherever its seed and names are the same. */
export interface Random {
  /** 32 random bits as a signed integer */
  readonly bits: () => number;
  /** from `minimum` (0 by default) up to, but not including, `maximum` (1 by default) */
  readonly uniform: (minimum?: number, maximum?: number) => number;
  /** mean 0, standard deviation 1 (Box and Muller 1958) */
  readonly normal: () => number;
  /** 0 to `count` − 1; `count` at most 2³² */
  readonly integer: (count: number) => number;
  /** in place, every order equally likely (Fisher and Yates) */
  readonly shuffle: <T>(items: Shuffleable<T>) => void;
}

/** An array or a typed array. */
interface Shuffleable<T> {
  readonly length: number;
  [index: number]: T;
}

/**
 * Starts the stream of `seed` and `names`: xoroshiro128+ (Blackman and Vigna 2018) from a state that is a SHA-256 of
 * them, so that streams with other names are independent.
 *
 * @param seed any safe integer
 * @param names what the stream is for, from coarse to fine: `"shuffle", epoch`
 */
export function randomSource(seed: number, ...names: readonly (string | number)[]): Random {
  const digest = hash("sha256", JSON.stringify([seed, ...names]), "buffer");
  const generator = xoroshiro128plusFromState([0, 4, 8, 12].map((offset) => digest.readInt32LE(offset)));
  const uniform = (minimum = 0, maximum = 1): number =>
    minimum + (maximum - minimum) * uniformFloat64(generator);
  const integer = (count: number): number => uniformInt(generator, 0, count - 1);
  return {
    bits: () => generator.next(),
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    integer,
    shuffle<T>(items: Shuffleable<T>): void {
      for (let last = items.length - 1; last > 0; last--) {
        const other = integer(last + 1);
        const item = items[last] as T;
        items[last] = items[other] as T;
        items[other] = item;
      }
    },
  };
}
