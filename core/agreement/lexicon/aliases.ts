/**
 * Other names of one thing, as folded words: `usa = united states, united states of america`. The first is the key of all. Only names
 * that mean the same wherever they stand; initials of names that are written out are found without this table.
 */
const table = `
usa = american, americans, us, united states, united states of america, america, u s a, estados unidos, etats unis, vereinigte staaten, stati uniti, 美国, アメリカ
uk = british, united kingdom, great britain, britain, reino unido, royaume uni, vereinigtes konigreich, grossbritannien, regno unito, 英国
ussr = soviet union, union of soviet socialist republics, sowjetunion, union sovietica, union sovietique
uae = united arab emirates
drc = democratic republic of the congo, dr congo, congo kinshasa
netherlands = dutch, holland, the netherlands, niederlande, paises bajos, pays bas, paesi bassi
czechia = czech republic
myanmar = burma
eswatini = swaziland
iran = iranian, iranians, persian, persians, persia
turkey = turkish, turkiye
ivory coast = cote d ivoire, cote divoire
north macedonia = fyrom
germany = german, germans, deutschland, alemania, allemagne, alemanha, federal republic of germany, 德国, ドイツ
france = french, francia, frankreich, frankrijk, franca, 法国, フランス
spain = spanish, espana, spanien, espagne, spagna, espanha, 西班牙, スペイン
italy = italian, italians, italia, italien, italie, 意大利, イタリア
china = chinese, chine, cina, people s republic of china, peoples republic of china, prc, 中国
japan = japanese, japon, giappone, japao, 日本
russia = russian, russians, rusia, russland, russie, russian federation, 俄罗斯, ロシア
brazil = brazilian, brazilians, brasil, brasilien, bresil, brasile, 巴西
switzerland = swiss, schweiz, suiza, suisse, svizzera, suica
austria = austrian, austrians, osterreich, autriche
greece = greek, greeks, grecia, griechenland, grece
england = english, inglaterra, angleterre, inghilterra
egypt = egyptian, egyptians, egipto, agypten, egypte, egitto, egito
india = indien, inde, 印度, インド
mexico = mexican, mexicans, mejico, mexiko, mexique, messico
london = londres, londra, 伦敦, ロンドン
paris = parigi, 巴黎, パリ
rome = roma, 罗马, ローマ
vienna = wien, viena, vienne
munich = munchen
cologne = koln
florence = firenze, florencia, florenz
venice = venezia, venecia, venedig, venise
moscow = moskau, moscu, moscou, mosca
beijing = peking, pekin, 北京
mumbai = bombay
kolkata = calcutta
chennai = madras
istanbul = constantinople
saint petersburg = st petersburg, leningrad
kyiv = kiev
new york = new york city, nyc, new york new york, big apple, nueva york
south america = sudamerica, america del sur, sudamerika, amerique du sud
north america = norteamerica, america del norte, nordamerika, amerique du nord
latin america
central america
washington dc = washington d c, district of columbia
united nations = un, onu
european union = eu, union europea, union europeenne, europaische union
world war i = world war 1, ww1, wwi, first world war, the great war, world war one
world war ii = world war 2, ww2, wwii, second world war, world war two, segunda guerra mundial, zweiter weltkrieg, seconde guerre mondiale
water = h2o
carbon dioxide = co2, co 2
oxygen = o2
sodium chloride = nacl, table salt
ammonia = nh3
methane = ch4
hydrochloric acid = hcl
sulfuric acid = h2so4, sulphuric acid
vitamin c = ascorbic acid
aspirin = acetylsalicylic acid
paracetamol = acetaminophen
epinephrine = adrenaline
covid = covid19, covid 19, coronavirus disease
influenza = flu
tv = television
percent = per cent
doctor = dr
saint = st
mount = mt
united = utd
quran = koran, qur an
mao zedong = mao tse tung
los angeles = la
philadelphia = philly
chevrolet = chevy
india = indian, indians
africa = african, africans
europe = european, europeans
asia = asian, asians
ireland = irish
norway = norwegian, norwegians
sweden = swedish, swede, swedes
denmark = danish, dane, danes
finland = finnish, finn, finns
poland = polish, pole, poles
hungary = hungarian, hungarians
portugal = portuguese
belgium = belgian, belgians
scotland = scottish, scot, scots
wales = welsh
romania = romanian, romanians
bulgaria = bulgarian, bulgarians
serbia = serbian, serb, serbs
croatia = croatian, croat, croats
ukraine = ukrainian, ukrainians
israel = israeli, israelis
canada = canadian, canadians
australia = australian, australians
argentina = argentine, argentinian, argentinians
chile = chilean, chileans
colombia = colombian, colombians
peru = peruvian, peruvians
cuba = cuban, cubans
jamaica = jamaican, jamaicans
pakistan = pakistani, pakistanis
vietnam = vietnamese
thailand = thai
korea = korean, koreans
kenya = kenyan, kenyans
nigeria = nigerian, nigerians
iceland = icelandic
`;

/** Roman numerals that are no words: "Super Bowl XXXII", "Elizabeth II". */
const roman = /^(?=[xvi]{2,})x{0,3}(?:ix|iv|v?i{0,3})$/;
const letterValues: Readonly<Record<string, number>> = { i: 1, v: 5, x: 10 };
const phraseMax = 6;

interface Named {
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

const phrases = readTable();

function readTable(): ReadonlyMap<string, readonly { readonly words: readonly string[]; readonly key: string }[]> {
  const found = new Map<string, { words: string[]; key: string }[]>();
  for (const line of table.trim().split('\n')) {
    const [key = '', others = ''] = line.split(' = ');
    for (const name of [key, ...others.split(', ')]) {
      const words = name.split(' ');
      const [first = ''] = words;
      found.set(first, [...(found.get(first) ?? []), { words, key: `=${key.replaceAll(' ', '-')}` }]);
    }
  }
  for (const list of found.values()) {
    list.sort((a, b) => b.words.length - a.words.length);
  }
  return found;
}

/** Words of other meanings unless they stand in capitals: us, French la. */
const capitalsOnly = new Set(['us', 'un', 'la']);
/** Words of other meanings unless they begin with a capital. */
const capitalFirst = new Set(['polish', 'pole', 'poles', 'st', 'mt', 'turkey', 'china', 'finn', 'finns']);

/** How many tokens from `index` on are one name of the table, and the key they share; null when they are none. */
export function findAlias(
  text: string,
  tokens: readonly Named[],
  index: number,
): { count: number; key: string } | null {
  const first = tokens[index];
  const named = first === undefined ? undefined : phrases.get(first.word);
  if (first === undefined || named === undefined) {
    return null;
  }
  if (capitalsOnly.has(first.word) && !/^\p{Lu}\W?\p{Lu}/u.test(text.slice(first.start, first.end))) {
    return null;
  }
  if (capitalFirst.has(first.word) && !/^\p{Lu}/u.test(text.slice(first.start, first.end))) {
    return null;
  }
  const hit = named.find(({ words }) => words.every((word, at) => at < phraseMax && tokens[index + at]?.word === word));
  return hit === undefined ? null : { count: hit.words.length, key: hit.key };
}

/** 32 for "XXXII"; null for what is no Roman numeral of at least two signs. */
export function readRoman(word: string): number | null {
  if (!roman.test(word)) {
    return null;
  }
  let total = 0;
  for (let index = 0; index < word.length; index += 1) {
    const [own, next] = [letterValues[word[index] ?? ''] ?? 0, letterValues[word[index + 1] ?? ''] ?? 0];
    total += own < next ? -own : own;
  }
  return total;
}
