/** Closed lists of words, folded to lower case without accents. English first; short answer words in a few languages. */

export const functionWords =
  set(`${foreignWords()} a an the this that these those there here it its he she they them his her hers their theirs him i me my mine we
  us our ours you your yours one ones who whom whose which what when where why how is are was were be been being am do does did done doing have
  has had having will would shall should can could may might must ought of in on at to for from by with without about into onto over under up
  down out off through during between among within along across against around and or but nor so yet if then than as because since while
  although though however also too either neither both each every all any some such same other another more most much many few less least very
  just only even still already again ever always often usually typically generally commonly actually really quite rather well according
  let s t ll ve re d m im ive dont didnt doesnt isnt arent wasnt werent
  upon per via etc eg ie not no yes cannot please make sure get got gets
  nd rd th currently originally officially primarily mainly mostly particularly especially known called named considered referred term refers`);

/** Small words of German, French, Spanish, Portuguese and Italian, without those that mean something in English. */
function foreignWords(): string {
  return `der das dem ein eine einen einem einer und oder aber nicht ist sind wird werden wurde wurden haben auch sich mit von vom zu zum zur
  auf aus bei nach fur uber wenn dass es sie ich du ihr wir man im am le la les un une des du et ou mais pas ne est sont etait dans avec pour
  sur par que qui ce cette ces il elle ils elles je vous nous se sa ses au aux el los las una unos unas y o pero es son fue era eran en con del al lo
  su sus como mas muy ha han hay este esta estos estas os uma um e foi nao com dos das na nos nas em ao aos seu sua seus suas mais muito isso
  lo gli uno di della dello dei delle del nel nella che chi non sono stato era con piu anche si`;
}

/** Words of asking and answering: they carry little of any answer. */
export const paleWords =
  set(`answer question final result total therefore thus hence so following based include including includes included
  several various different many first information available context note example specific provide provided mention state states`);

/** Those of the lists above that say yes or no wherever an answer begins with them. */
export const plainYes = set(
  `yes yeah yep yup absolutely definitely certainly indeed oui ja si sim tak hai 是 是的 对 对的 可以 会 能 正确 はい そうです 네 да evet correct true`,
);
export const plainNo = set(
  `no nope nah nein non nao nee nie いいえ いえ 不 不是 不是的 不会 不能 不可以 不对 没有 否 아니요 нет hayir incorrect false untrue`,
);

export const negators =
  set(`not no never cannot nothing nobody none neither nor without hardly scarcely barely nowhere lack lacks lacking
  unable fail fails failed myth misconception cant dont didnt doesnt isnt arent wasnt werent wont wouldnt shouldnt couldnt hasnt havent hadnt
  aint mustnt neednt nicht kein keine keinen keiner niemals niemand nichts pas jamais aucun aucune rien nunca jamas ningun ninguna
  ninguno nadie tampoco non nessun nessuno nessuna nenhum nenhuma ninguem nao niet`);

export const auxiliaries =
  set(`is are was were am do does did has have had can could will would shall should may might must isnt arent wasnt
  werent dont doesnt didnt hasnt havent hadnt cant couldnt wont wouldnt shouldnt
  es son esta estan fue eran hay puede pueden puedes podemos tiene tienen debe deben existe existen
  est sont peut peuvent etait ist sind waren hat haben kann konnen darf muss soll wird werden gibt
  puo possono sono esistono sao pode podem tem`);

export const months: ReadonlyMap<string, number> = new Map(
  [
    ['january', 'jan', 'janvier', 'januar', 'janner', 'enero', 'janeiro', 'gennaio'],
    ['february', 'feb', 'fevrier', 'februar', 'febrero', 'fevereiro', 'febbraio'],
    ['march', 'mar', 'mars', 'marz', 'marzo', 'marco'],
    ['april', 'apr', 'avril', 'abril', 'aprile'],
    ['may', 'mai', 'mayo', 'maio', 'maggio'],
    ['june', 'jun', 'juin', 'juni', 'junio', 'junho', 'giugno'],
    ['july', 'jul', 'juillet', 'juli', 'julio', 'julho', 'luglio'],
    ['august', 'aug', 'aout', 'agosto'],
    ['september', 'sep', 'sept', 'septembre', 'septiembre', 'setiembre', 'setembro', 'settembre'],
    ['october', 'oct', 'octobre', 'oktober', 'octubre', 'outubro', 'ottobre'],
    ['november', 'nov', 'novembre', 'noviembre', 'novembro'],
    ['december', 'dec', 'decembre', 'dezember', 'diciembre', 'dezembro', 'dicembre'],
  ].flatMap((names, index) => names.map((name): [string, number] => [name, index + 1])),
);

export const numberWords: ReadonlyMap<string, number> = new Map<string, number>([
  ...'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'
    .split(' ')
    .map((word, value): [string, number] => [word, value]),
  ...'twenty thirty forty fifty sixty seventy eighty ninety'
    .split(' ')
    .map((word, index): [string, number] => [word, 20 + 10 * index]),
  ['twice', 2],
  ['thrice', 3],
  ['dozen', 12],
  ['half', 0.5],
  ...valued('2:zwei deux dos dois duas', '3:drei trois tres tre', '4:vier quatre cuatro quatro quattro'),
  ...valued('5:funf cinq cinco cinque', '6:sechs seis sei', '7:sieben siete sete sette', '8:acht huit ocho oito otto'),
  ...valued(
    '9:neun neuf nueve nove',
    '10:zehn dix diez dez dieci',
    '11:elf onze undici',
    '12:zwolf douze doce doze dodici',
  ),
  ...valued(
    '13:dreizehn treize trece treze tredici',
    '14:vierzehn quatorze catorce quattordici',
    '15:funfzehn quinze quince quindici',
    '16:sechzehn seize dieciseis dezesseis sedici',
    '17:siebzehn diecisiete dezessete diciassette',
    '18:achtzehn dieciocho dezoito diciotto',
    '19:neunzehn diecinueve dezenove diciannove',
    '20:zwanzig vingt veinte vinte venti',
    '30:dreissig trente treinta trinta trenta',
    '40:vierzig quarante cuarenta quarenta quaranta',
    '50:funfzig cinquante cincuenta cinquenta cinquanta',
    '60:sechzig soixante sesenta sessenta sessanta',
    '70:siebzig setenta settanta',
    '80:achtzig ochenta oitenta ottanta',
    '90:neunzig noventa novanta',
    '100:hundert cien cem cento',
  ),
]);

/** Of other languages; left out are those that mean something else in English, such as "once" and "sept". */
function valued(...groups: readonly string[]): [string, number][] {
  return groups.flatMap((group) => {
    const [value = '', names = ''] = group.split(':');
    return names.split(' ').map((name): [string, number] => [name, Number(value)]);
  });
}

export const ordinalWords: ReadonlyMap<string, number> = new Map(
  [
    'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth',
    'seventeenth eighteenth nineteenth twentieth',
  ]
    .flatMap((words) => words.split(' '))
    .map((word, index): [string, number] => [word, index + 1]),
);

export const magnitudes: ReadonlyMap<string, number> = new Map([
  ['hundred', 1e2],
  ['thousand', 1e3],
  ['k', 1e3],
  ['lakh', 1e5],
  ['million', 1e6],
  ['mn', 1e6],
  ['crore', 1e7],
  ['billion', 1e9],
  ['bn', 1e9],
  ['trillion', 1e12],
  ...valued('1000:tausend mil mille mila', '1000000:millionen millones milhoes milhao milioni milione'),
  ...valued('1000000000:milliarde milliarden milliard milliards miliardo miliardi bilhoes bilhao'),
  ...valued('10000:万 萬', '100000000:亿 億'),
]);

function set(words: string): ReadonlySet<string> {
  return new Set(words.split(/\s+/).filter((word) => word !== ''));
}
