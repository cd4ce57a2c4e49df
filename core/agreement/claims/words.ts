/** Between clauses of one sentence that each say something: "..., but ...", "...; ...". */
export const splitters = /;\s+|,\s+(?:but|whereas|while|though|although|yet)\s+|\s+[–—]\s+/giu;

/** What denies the words after it, beside `negators`. */
export const denials: ReadonlySet<string> = new Set([
  ...words(`avoid avoids avoiding skip skips stop stops refrain resist discourage discourages forbid forbids forbidden block blocks blocked ban
    dont doesnt didnt isnt arent wasnt werent wont wouldnt shouldnt couldnt hasnt havent hadnt cant mustnt neednt needless pointless useless
    unnecessary overrated overkill waste exclude excludes omit reject elsewhere apart separate separately harm harms harmful hurt hurts damage damages ruin ruins
    disturb disturbs spoil spoils bores enemy mistake wrong useless forget`),
  'instead of',
  'rather than',
  'out of',
  'far from',
  'keep off',
  'stay off',
  'no longer',
  'fail to',
  'fails to',
  'failed to',
  'bad idea',
  'no need',
  'no point',
  'no reason',
  'leave out',
  'leave off',
  'steer clear',
  'free of',
  'free from',
  'advise against',
]);

/** Denials that deny nothing, and comparisons that only set a bound: "no problem", "no longer than an hour". */
export const idleDenial =
  /\b(?:no (?:problem|matter|doubt|wonder)|nothing against|cant help|cannot help|not (?:only|just|merely|always|necessarily|all|every|entirely|exactly|until)|(?:no|not|never|none|nothing)\b(?: \p{L}+){0,5}? (?:more|less|\p{L}{3,}er) than)\b/giu;

/** Both at the end of a claim, one says the contrary of the other: "keep the camera on". */
export const endings: ReadonlySet<string> = new Set(['on', 'off']);

/** A clause begins before them that its denials do not leave: "by hand rather than on a laptop". */
export const turns: ReadonlySet<string> = new Set([
  'but',
  'because',
  'when',
  'if',
  'unless',
  'until',
  'otherwise',
  'instead of',
  'rather than',
  'and not',
  'so that',
  'to avoid',
  'to prevent',
  'to stop',
  'not with',
  'not at',
  'not on',
  'not in',
]);

/** With one of them before it, "away from" denies: "keep it away from the stove". */
export const keepers: ReadonlySet<string> = new Set(
  words('keep keeps kept stay stays store place put move hang leave stand'),
);

/** They say that a denial is about what stands before it: "washing them is not needed". */
export const evaluations: ReadonlySet<string> = new Set(
  words(`need needed necessary required recommended advisable advised allowed possible good idea worth worthwhile helpful useful sense
  matter simply ever try force let people anyone`),
);

/** Under "only when" a claim allows something and denies the rest. */
export const limited = /\bonly (?:when|if|after|before|once|for|in|on|where|while|as)\b/iu;

/** Words by which a claim comes down on one of the things that were offered. */
export const recommends =
  /\b(?:take|choose|use|pick|prefer|recommend|buy|go with|start with|go for|opt|better|best|right|wins?|beats?|suits?|write|type|stick)\b/iu;

/** Words of which one says the contrary of the other, beside WordNet's opposites: the sides of each pair. */
const contrasts = `above/below always/never,rarely,seldom early,earlier/late,later
minimum/maximum increase,increases,raise,raises,higher/decrease,decreases,lower,lowers,reduce,reduces
warm,hot,warmer/cold,cool,colder wet,damp,moist/dry fast,faster,quickly/slow,slower,slowly cheap,cheaper/expensive,dearer,costlier
safe,safer/dangerous,risky,unsafe,harmful good,better,best/bad,worse,worst easy,easier/hard,harder,difficult inside,indoors/outside,outdoors
buy,buying/rent,renting,lease open,opened/close,closed,sealed,shut required,necessary,must,essential/optional,unnecessary,needless
help,helps,useful/useless,pointless,hurts public/private small,smaller/large,larger,big,bigger
raw/cooked,boiled,fried full/empty light/heavy,dark high/low more/less,fewer long,longer/short,shorter deep,deeper/shallow,shallower soft/hard
clean/dirty sharp/blunt,dull together/separately,apart alone/together same/different first/last start,begin/end,finish add/remove top/bottom
front/back left/right up/down push/pull accept/decline,refuse allow,allowed,legal/forbid,forbidden,prohibit,prohibited,illegal true/false,untrue
possible/impossible sun,sunny/shade,shady,shaded fresh/frozen,dried,stale whole/ground,sliced salted/unsalted upright,standing/flat,lying
horizontal,horizontally/vertical,vertically clockwise/anticlockwise,counterclockwise manual,manually/automatic,automatically free/paid
permanent,permanently/temporary,temporarily online/offline gently,gentle/vigorously,vigorous,hard fully,completely/partly,partially,half
everything/nothing everyone/nobody lock/unlock tip,tips/base,root,roots covered/uncovered uphill/downhill thin/thick strong,stronger/weak,weaker loose,loosely/tight,tightly fine,finer/coarse,coarser`;

/** Of those above: under which one does something. Other advice under another condition is no contradiction. */
export const conditions: ReadonlySet<string> = new Set(
  words(`summer winter spring autumn fall morning mornings evening evenings night warm hot warmer cold cool colder wet damp moist dry small
  smaller large larger big bigger indoors outdoors inside outside buy buying rent renting public private raw cooked`),
);

/** How often or how long: two of a row exclude each other. */
const scales = `hour/day/week/fortnight/month/quarter/year spring/summer/autumn,fall/winter morning,mornings/noon,midday/evening,evenings/night,midnight north/south/east/west before/during/after
monday/tuesday/wednesday/thursday/friday/saturday/sunday once/twice/thrice`;

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
