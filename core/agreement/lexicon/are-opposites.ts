import groups from './opposites.json' with { type: 'json' };

/** `2 * group + side`, and whether the word is a head there. */
interface Seat {
  readonly place: number;
  readonly head: boolean;
}

const prefixes = ['un', 'in', 'im', 'ir', 'il', 'non', 'dis'];
let seats: Map<string, Seat[]> | null = null;

/** Opposites by WordNet (one of the two stands for its group) or by a denying prefix: happy, unhappy. Folded words. */
export function areOpposites(a: string, b: string): boolean {
  if (a === b) {
    return false;
  }
  if (isPrefixed(a, b) || isPrefixed(b, a)) {
    return true;
  }
  seats ??= loadSeats();
  const others = seats.get(b);
  return (
    others !== undefined &&
    (seats.get(a) ?? []).some((own) =>
      others.some((other) => (own.place ^ 1) === other.place && (own.head || other.head)),
    )
  );
}

function isPrefixed(long: string, short: string): boolean {
  const extra = long.length - short.length;
  return (
    short.length >= 4 && extra >= 2 && extra <= 3 && long.endsWith(short) && prefixes.includes(long.slice(0, extra))
  );
}

function loadSeats(): Map<string, Seat[]> {
  const loaded = new Map<string, Seat[]>();
  groups.forEach((group, index) => {
    group.split('|').forEach((side, which) => {
      const [heads = '', near = ''] = side.split('>');
      for (const word of heads.split(' ')) {
        seat(loaded, word, { place: 2 * index + which, head: true });
      }
      for (const word of near === '' ? [] : near.split(' ')) {
        seat(loaded, word, { place: 2 * index + which, head: false });
      }
    });
  });
  return loaded;
}

function seat(loaded: Map<string, Seat[]>, word: string, taken: Seat): void {
  const known = loaded.get(word);
  if (known === undefined) {
    loaded.set(word, [taken]);
  } else {
    known.push(taken);
  }
}
