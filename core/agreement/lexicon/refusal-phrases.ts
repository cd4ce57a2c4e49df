/**
 * Phrases, as parts of regular expressions without nested repetition, by which a sentence tells what it is. Straight
 * apostrophes.
 */

/** Says that there is no answer. */
export const declines = anywhere([
  String.raw`i(?:'m| am) (?:sorry,? (?:but )?i|not (?:sure|certain|aware|familiar|able)|unable|afraid (?:i|that i)|unfamiliar)`,
  String.raw`i (?:do not|don't|cannot|can't|can not|could ?not|couldn't|did not|didn't|will not|won't) (?:actually |currently |really )?(?:know|provide|find|determine|answer|say|recall|predict|give|verify|confirm|identify|locate|help|assist|comply)`,
  String.raw`^\W{0,10}we (?:really )?(?:do not|don't|cannot|can't) (?:actually |yet |really )?(?:know|determine|say)`,
  String.raw`(?:^|:\s)\W{0,10}(?:not (?:aware|sure|certain)|unable to|(?:cannot|can't|can not) (?:be )?(?:determined?|answer(?:ed)?|say|tell|find|provide|identify|verify))`,
  String.raw`i (?:do not|don't) (?:actually |currently )?have (?:any |specific |enough |sufficient |the |current |up-to-date |a |an )?(?:specific |definitive |current |personal )?(?:information|answer|data|knowledge|details|opinion|access|idea|context|position)`,
  String.raw`i(?:'d| would) rather not|i (?:do not|don't) want to (?:give|provide|offer|advise|guess)`,
  'i have no (?:comment|idea|information|opinion|way|knowledge|position)',
  'no comment',
  String.raw`(?:is|are|was|were|remains?|it's) (?:currently |still |largely |generally |really )?(?:unknown|unclear|uncertain|undetermined|unconfirmed|ambiguous|a mystery|not (?:known|clear|specified|yet (?:known|announced|clear)|possible to (?:determine|say|answer|know)|publicly))`,
  String.raw`(?:it(?:'s| is)|that(?:'s| is)) (?:very |quite |nearly |almost |not )?(?:difficult|impossible|hard|possible) (?:for me )?to (?:determine|say|answer|know|pinpoint|provide|predict|identify)`,
  String.raw`(?:question|answer|number|date|name|origin|cause|time|it|this) (?:cannot|can not|can't) be (?:determined|known|answered)`,
  '(?:not enough|insufficient) (?:information|context|data)',
  String.raw`(?:no|not a|not an) (?:specific |official |available |definitive |clear |reliable |exact |meaningful )(?:information|answer|announcement|release date|confirmation|details|way to answer)`,
  'no information',
  'no announcement',
  'more (?:context|information|details?) (?:is |are |would be )?(?:needed|required)',
  '(?:(?:can|could) you (?:please )?|please )(?:provide|clarify|specify)',
  '(?:could|can|may|might) refer to (?:several|many|multiple|different|various|a (?:number|variety))',
  String.raw`not provided|haven't provided|have not provided`,
  String.raw`(?:not|n't) (?:yet )?been (?:officially )?(?:announced|confirmed|revealed)`,
  String.raw`question (?:is|seems|appears) (?:ambiguous|unclear|incomplete|subjective|to be)`,
  String.raw`question (?:does not|doesn't) make sense|question references the future`,
  'not in its cast|rehearsal model',
  '(?:would|will) (?:(?:need|have) to (?:check|refer(?:ence)?|consult|know)|(?:need|require) (?:checking|reference|more (?:context|information|details?)))',
  '(?:it )?would help to know|try a different topic',
  'not (?:explicitly |specifically )?(?:stated|mentioned|specified)',
  String.raw`(?:nobody|no one) (?:really )?knows|there(?:'s| is) no way (?:to know|of knowing)`,
  'je ne sais pas|on ne sait pas|no se sabe|se desconoce|non si sa|não se sabe|es ist (?:nicht bekannt|unbekannt)|no tengo (?:idea|información|comentarios|datos)|keine (?:ahnung|informationen|angabe)|no lo se|no lo sé|no sé|ich weiß (?:es )?nicht|ich weiss (?:es )?nicht|keine ahnung|non lo so|não sei|nao sei|nie wiem|ik weet het niet',
  String.raw`no (?:puedo|podemos) (?:ayudar\w{0,4}|responder|proporcionar|cumplir|dar)|ne (?:peux|pouvons|suis) pas (?:\S{1,12} )?(?:répondre|aider|fournir|en mesure)|non (?:posso|possiamo) (?:aiutar\w{0,3}|rispondere|fornire|assister\w{0,3})|não (?:posso|podemos|consigo) (?:ajudar|responder|fornecer|atender)|(?:kann|können|darf) ich (?:(?:dir|ihnen|leider) ){0,2}nicht (?:\S{1,16} )?(?:helfen|beantworten|weiterhelfen)|ich kann (?:\S{1,16} ){0,4}nicht (?:helfen|beantworten)|kan ik (?:\S{1,8} ){0,2}niet (?:\S{1,8} )?(?:helpen|beantwoorden)|nie mogę (?:pomóc|odpowiedzieć)`,
]);

/** Scripts without word boundaries, and languages in which a refusal is a fixed phrase. */
export const declinesElsewhere =
  /我不知道|不知道|不清楚|(?:无法|無法|不能|没办法)(?:回答|提供|协助|協助|帮助|帮你|满足)|わかりません|分かりません|知りません|お(?:答え|手伝い)(?:する\S{0,6})?でき(?:ません|ない)|모르겠|(?:도와|답변|대답)\S{0,3} ?\S{0,3} ?수 없|не знаю|не (?:могу|можем) (?:помочь|ответить|предоставить|выполнить)/u;

/** A whole answer that is none. */
export const bare =
  /^\W{0,10}(?:unknown|n\/a|none|not sure|unsure|unclear|(?:it )?is uncertain|i don't know|no comment|no idea|not available|tbd|tba|\?+)\W{0,10}$/iu;

/** Found nothing of what was asked for and tells something else: no answer, whatever follows. */
export const foundOther =
  /\b(?:couldn't|could not|didn't|did not|can't|cannot) find (?:any |a )?(?:specific |reliable |relevant )?(?:information|results?|answer|details|mention)\b[^.!?]{0,200}[.!?]\s{1,3}(?:however|but),? i (?:did |have |was able to )?f(?:ind|ound)\b/iu;

/** Goes round the question; an answer all the same when it goes on or gives what was asked for. */
export const evades = anywhere([
  'var(?:y|ies|ied)',
  'depends? (?:on|upon)',
  'depending on',
  String.raw`check (?:a |the |your )?(?:current |local )?(?:\w{1,20} ){0,3}(?:listings?|schedule|guide|website|calendar)`,
]);

/** Greets, offers, advises: no part of an answer. */
export const fills = new RegExp(
  `^(?:${[
    'hello',
    'hi',
    'hey',
    'sure',
    'certainly',
    'of course',
    'great question',
    'good question',
    'thank',
    'thanks',
    'here (?:is|are)',
    "let'?s",
    'let me',
    'i hope',
    "i'd be happy",
    'feel free',
    'please',
    'note that',
    "i(?:'m| am) sorry",
    "it(?:'s| is) (?:best|recommended|important|advisable|always)",
    'you (?:can|may|might|should|would|could) (?:also |want to |need to )?(?:check|refer|consult|try|find (?:out|more|further|additional|the (?:latest|current))|contact|visit|look)',
    'is there anything',
    'would you like',
    "i(?:'m| am) (?:just )?an ai",
    'i can provide (?:you with )?(?:some )?(?:general )?information',
  ].join(
    '|',
  )})\\b|\\b(?:my|knowledge) (?:knowledge |training )?(?:cut-?off|data)\\b[^,]{0,40}$|\\breal-time (?:information|data|access|updates)\\b`,
  'iu',
);

/** Speaks of itself as a program; what counts comes after "but". */
export const disclaimer = /\bas an? ai\b|\bai (?:language )?model\b|\breal-time\b/iu;

/** Answers all the same after a refusal. */
export const turns =
  /^(?:however|that said|nevertheless|historically|in general|generally|typically|as of|i can tell)\b|\b(?:however|but|as of my|according to|one theory|believed|thought to|likely|probably|estimated|approximately|most commonly|generally|typically|usually|actually|in fact|i can tell you)\b/iu;
export const turnsInside =
  /\b(?:but|however|although|though)\b.{1,200}\b(?:believed|likely|thought|estimated|generally|typically|usually|probably|is|was|were|are|can be)\b|\bone theory\b/iu;
export const apology = /^\W{0,5}i(?:'m| am) sorry,? but|^unfortunately,?/iu;

/** Tells a time without a number. */
export const timeWords =
  /\b(?:christmas|easter|spring|summer|autumn|fall|winter|(?:mon|tues|wednes|thurs|fri|satur|sun)day|morning|evening|night|noon|weekend|midnight|[ap]\.m|season finale|during|after|before|end of|beginning of)\b/iu;

/** Sends the reader elsewhere. */
export const advises =
  /\b(?:check|consult|refer to|contact|visit|clarify|specify|which (?:one )?you|(?:pharmacist|doctor|physician|lawyer|locksmith|expert|professional|advis[eo]r|accountant) (?:can|could|will|may|should))\b/iu;

/** A year here is the age of what the model knows, not an answer. */
export const ageOfKnowledge =
  /\b(?:cut-?off|my (?:last|knowledge|training)|up until|only up|since that year|after that year)\b/iu;

function anywhere(phrases: readonly string[]): RegExp {
  return new RegExp(String.raw`\b(?:${phrases.join('|')})(?![\p{L}\p{N}_])`, 'iu');
}
