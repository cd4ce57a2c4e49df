/** Numbers from 0 (included) to 1 (excluded). */
export type Chance = () => number;

/** The same seed gives the same chances (mulberry32). */
export function seededChance(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A lognormal value by its median and its 90th percentile. */
export function lognormal(chance: Chance, p50: number, p90: number): number {
  const sigma = Math.log(p90 / p50) / normalAt90;
  const normal = Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
  return p50 * Math.exp(sigma * normal);
}

const normalAt90 = 1.2816;
