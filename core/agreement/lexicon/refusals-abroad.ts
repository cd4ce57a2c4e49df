/** How models say in other languages that they do not know or cannot say: parts of a regular expression, begun by a word of ASCII. */
export const refusalsAbroad: readonly string[] = [
  // French
  String.raw`je ne (?:sais|connais|peux|suis) (?:malheureusement )?pas|je n['’]ai (?:pas|aucune)|je ne dispose (?:pas|d['’]aucune)|je l['’]ignore|on ignore|on ne (?:sait|conna[iî]t) pas|(?:nul|personne) ne sait|impossible (?:de|à) (?:le )?(?:dire|savoir|déterminer|répondre)`,
  // German
  String.raw`ich (?:weiß|weiss) (?:es |das |leider )?nicht|(?:weiß|weiss) ich (?:leider )?nicht|ist (?:leider )?(?:nicht bekannt|unbekannt|unklar)|keine (?:ahnung|informationen|angaben?)|kann ich (?:leider )?(?:(?:diese|ihre) frage )?nicht|ich kann (?:das|dazu|es|diese frage|ihre frage|ihnen)(?: \p{L}{1,20}){0,2} nicht|ich bin (?:mir )?(?:nicht|da nicht) sicher`,
  // Spanish
  String.raw`no lo s[eé]|no sé|no tengo (?:idea|información|informaciones|comentarios|datos|acceso|conocimiento|certeza)|no dispongo|no (?:puedo|podría) (?:responder|decir|confirmar|proporcionar|determinar|ayudar)|se desconoce|no se (?:sabe|conoce)|nadie (?:lo )?sabe|no est[aá] claro (?:quién|qué|cuándo|dónde|cómo|cuál)|no estoy segur[oa]|desconozco`,
  // Portuguese
  String.raw`n[aã]o sei|n[aã]o (?:tenho|disponho d[eao]s?) (?:ideia|informaç|dados|acesso|certeza|conhecimento|essa|essas)\p{L}{0,10}|n[aã]o (?:posso|consigo) (?:responder|dizer|confirmar|ajudar|fornecer|determinar)|n[aã]o se sabe|n[aã]o se conhece|ningu[eé]m sabe|desconheço|n[aã]o estou cert[oa]`,
  // Italian
  String.raw`non (?:lo )?so|non ho (?:idea|informazioni|dati|accesso|la certezza)|non dispongo|non (?:posso|sono in grado di) (?:rispondere|dire|dirlo|confermare|fornire|aiutar\p{L}{0,3})|non si sa|non si conosce|non è (?:noto|chiaro|dato sapere)|nessuno (?:lo )?sa|non (?:ne )?sono (?:sicur|cert)[oa]`,
  // What they decline to do
  String.raw`no (?:puedo|podemos) (?:ayudar\w{0,4}|responder|proporcionar|cumplir|dar)|ne (?:peux|pouvons|suis) pas (?:\S{1,12} )?(?:répondre|aider|fournir|en mesure)|non (?:posso|possiamo) (?:aiutar\w{0,3}|rispondere|fornire|assister\w{0,3})|não (?:posso|podemos|consigo) (?:ajudar|responder|fornecer|atender)|(?:kann|können|darf) ich (?:(?:dir|ihnen|leider) ){0,2}nicht (?:\S{1,16} )?(?:helfen|beantworten|weiterhelfen)|ich kann (?:\S{1,16} ){0,4}nicht (?:helfen|beantworten)|kan ik (?:\S{1,8} ){0,2}niet (?:\S{1,8} )?(?:helpen|beantwoorden)|nie mogę (?:pomóc|odpowiedzieć)`,
  // Dutch, Polish, Turkish
  String.raw`ik weet (?:het |dat )?niet|weet ik niet|is (?:niet bekend|onbekend)|nie wiem|nie wiadomo|nie mam (?:informacji|danych|pojęcia)|bilmiyorum|bilgim yok`,
];

/** Scripts without word boundaries, and languages in which a refusal is a fixed phrase. */
export const refusalsElsewhere =
  /不知道|不清楚|不确定|(?:无法|無法|不能|没办法)(?:回答|确定|得知|提供|协助|協助|帮助|帮你|满足)|没有(?:相关|足够)?的?(?:信息|资料)|わかりません|分かりません|知りません|お(?:答え|手伝い)(?:する\S{0,6})?でき(?:ません|ない)|情報が(?:あり|見つかり)ません|不明です|모르겠|알 수 없|정보가 없|(?:도와|답변|대답)\S{0,3} ?\S{0,3} ?수 없|не знаю|неизвестно|нет (?:такой |этой )?информации|не (?:могу|можем) (?:помочь|ответить|сказать|подтвердить|предоставить|выполнить)/u;

/** A whole answer that is none. */
export const bareAbroad = 'unbekannt|keine ahnung|inconnue?|desconocid[oa]|desconhecid[oa]|sconosciut[oa]|onbekend';
