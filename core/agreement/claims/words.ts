/** Between clauses of one sentence that each say something: "..., but ...", "...; ...". */
export const splitters = /;\s+|,\s+(?:but|whereas|while|though|although|yet)\s+|\s+[–—]\s+/giu;

/** What denies the words after it, beside `negators`. */
export const denials: ReadonlySet<string> = new Set([
  ...words(`avoid avoids avoiding skip skips stop stops refrain resist discourage discourages forbid forbids forbidden block blocks blocked ban
    dont doesnt didnt isnt arent wasnt werent wont wouldnt shouldnt couldnt hasnt havent hadnt cant mustnt neednt needless pointless useless
    unnecessary overrated exclude excludes omit reject refuse elsewhere apart separate separately harm harms harmful damage damages ruin ruins
    disturb disturbs spoil spoils bores enemy mistake wrong useless forget`),
  'instead of',
  'rather than',
  'out of',
  'away from',
  'far from',
  'keep off',
  'stay off',
  'no longer',
  'bad idea',
]);

/** Denials that deny nothing, and comparisons that only set a bound: "no problem", "no longer than an hour". */
export const idleDenial =
  /\b(?:no (?:problem|matter|doubt|wonder)|nothing against|not only|(?:no|not|never|none|nothing)\b(?: \p{L}+){0,5}? (?:more|less|\p{L}{3,}er) than)\b/giu;

/** Both at the end of a claim, one says the contrary of the other: "keep the camera on". */
export const endings: ReadonlySet<string> = new Set(['on', 'off']);

/** A clause begins before them that its denials do not leave: "by hand rather than on a laptop". */
export const turns: ReadonlySet<string> = new Set([
  'but',
  'because',
  'instead of',
  'rather than',
  'and not',
  'so that',
  'not with',
  'not at',
  'not on',
  'not in',
]);

/** Words of which one says the contrary of the other, beside WordNet's opposites: the sides of each pair. */
const contrasts = `before/after above/below always/never,rarely,seldom early,earlier/late,later
minimum/maximum increase,increases,raise,raises,higher/decrease,decreases,lower,lowers,reduce,reduces morning,mornings/evening,evenings,night
summer/winter spring/autumn,fall warm,hot,warmer/cold,cool,colder wet,damp,moist/dry fast,faster,quickly/slow,slower,slowly cheap,cheaper/expensive,dearer,costlier
safe,safer/dangerous,risky,unsafe,harmful good,better,best/bad,worse,worst easy,easier/hard,harder,difficult inside,indoors/outside,outdoors
buy,buying/rent,renting,lease open,opened/close,closed,sealed,shut required,necessary,must,essential/optional,unnecessary,needless
help,helps,useful/useless,pointless,hurts public/private small,smaller/large,larger,big,bigger
raw/cooked thin/thick strong,stronger/weak,weaker loose,loosely/tight,tightly fine,finer/coarse,coarser`;

/** How often or how long: two of a row exclude each other. */
const scales = `hourly/daily/weekly/fortnightly/monthly/quarterly/yearly,annually
hour/day/week/fortnight/month/quarter/year monday/tuesday/wednesday/thursday/friday/saturday/sunday once/twice/thrice`;

const sides = new Map<string, number[]>();
for (const [index, row] of words(`${contrasts} ${scales}`).entries()) {
  row.split('/').forEach((side, place) => {
    for (const word of side.split(',')) {
      sides.set(word, [...(sides.get(word) ?? []), 16 * index + place]);
    }
  });
}

/** Whether one word rules the other out: "before" and "after", "weekly" and "monthly". Folded words. */
export function areContrary(a: string, b: string): boolean {
  const others = sides.get(b);
  return (
    others !== undefined &&
    (sides.get(a) ?? []).some((own) => others.some((other) => own !== other && own >> 4 === other >> 4))
  );
}

export function hasContrary(word: string): boolean {
  return sides.has(word);
}

function words(list: string): string[] {
  return list.split(/\s+/).filter((word) => word !== '');
}
