import { stem } from '../text/stem.ts';

/** Short forms of given names, folded: `william = bill, billy`. Only such as hardly stand for another name. */
const table = `
alexander = alex, sasha
andrew = andy
anthony = tony
antonio = tonio
arnold = arnie
augustus = gus
benjamin = ben, benny
catherine = cathy, kate, katie, kathy
charles = charlie, chuck
christopher = chris
daniel = dan, danny
david = dave, davey
donald = don, donnie
dorothy = dot, dottie
edward = ed, eddie, ned, ted
elizabeth = liz, lizzie, beth, betty, eliza
francis = frank
franklin = frank
frederick = fred, freddie, freddy
friedrich = fritz
gabriel = gabe
gerald = gerry, jerry
gregory = greg
harold = harry
helen = nelly
henry = harry, hank
jacob = jake
james = jim, jimmy, jamie
jeffrey = jeff
joanne = jo
johannes = hans
john = johnny, jack
jonathan = jon
joseph = joe, joey
joshua = josh
kenneth = ken, kenny
lawrence = larry
leonard = leo, len, lenny
leo = lev
louis = lou, louie
margaret = maggie, meg, peggy
mary = molly, polly
matthew = matt
michael = mike, mick, micky, mickey
muhammad = mohammed, mohamed, mohammad, muhammed
nathaniel = nat, nathan
nicholas = nick
patrick = pat, paddy
peter = pete
philip = phil
raymond = ray
rebecca = becky
richard = dick, rick, ricky, rich
robert = bob, bobby, rob, robbie
ronald = ron, ronnie
samuel = sam, sammy
stephen = steve
steven = steve
susan = sue, susie
sylvester = sly
theodore = ted, teddy
thomas = tom, tommy
timothy = tim
victoria = vicky
vincent = vince, vinnie
walter = walt, wally
william = will, bill, billy, willy, willie
`;

const longNames = readTable();

function readTable(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const line of table.trim().split('\n')) {
    const [long = '', short = ''] = line.split(' = ');
    for (const name of short.split(', ').map(stem)) {
      found.set(name, [...(found.get(name) ?? []), stem(long)]);
    }
  }
  return found;
}

/** "Bill" and "William", by their keys. */
export function isNickname(a: string, b: string): boolean {
  return longNames.get(a)?.includes(b) === true || longNames.get(b)?.includes(a) === true;
}

/** The keys of what stands before a name, or behind it, and belongs to the office or the family. */
export const titles: ReadonlySet<string> = new Set([
  ...`sir dame lord lady king queen prince princess emperor empress president chairman chancellor minister governor mayor senator general
  captain colonel professor prof pope duke count baron judge justice coach mr mrs ms miss jr sr`
    .split(/\s+/)
    .map(stem),
  '=saint',
  '=doctor',
]);
