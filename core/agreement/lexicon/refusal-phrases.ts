import { bareAbroad, refusalsAbroad, refusalsElsewhere } from './refusals-abroad.ts';

/**
 * Phrases, as parts of regular expressions without nested repetition, by which a sentence tells what it is. Straight
 * apostrophes.
 */

/** Says of itself, or of what was asked, that there is no answer. */
export const declines = anywhere([
  String.raw`i(?:'m| am) (?:sorry,? (?:but )?i|not (?:sure|certain|aware|familiar|able)|unable|afraid (?:i|that i)|unfamiliar)`,
  String.raw`i (?:was|wasn't|was not|have been|haven't been) (?:unable|able) to (?:find|locate|determine|verify|confirm|identify)`,
  String.raw`i (?:\w{4,9}ly |really |just |still )?(?:do not|don't|cannot|can't|can not|could ?not|couldn't|did not|didn't|will not|won't) (?:actually |currently |really )?(?:know|provide|find|locate|determine|answer|say|recall|remember|predict|give|verify|confirm|identify|help|assist|comply|speculate|comment|share|guess)`,
  String.raw`i (?:must|have to|will have to|would have to) (?:respectfully )?(?:decline|pass)|i can neither confirm nor deny`,
  String.raw`^\W{0,10}(?:we|historians|scholars|experts|scientists|researchers) (?:really |still )?(?:do not|don't|cannot|can't) (?:actually |yet |really )?(?:know|determine|say)`,
  String.raw`(?:^|:\s)\W{0,10}(?:not (?:aware|sure|certain)|unable to|(?:cannot|can't|can not) (?:be )?(?:determined?|answer(?:ed)?|say|tell|find|provide|identify|verify))`,
  String.raw`i (?:do not|don't) (?:actually |currently )?have (?:any |specific |enough |sufficient |the |that |this |such |current |reliable |up-to-date |a |an )?(?:specific |definitive |current |personal )?(?:information|answer|data|knowledge|details|opinion|access|idea|clue|context|position|records?|memory)`,
  String.raw`i lack (?:the |any |enough |sufficient |specific )?(?:information|data|knowledge|context|details|access)`,
  String.raw`i(?:'d| would) (?:rather|prefer) not|i (?:do not|don't) want to (?:give|provide|offer|advise|guess|speculate)`,
  'i (?:really |honestly |simply )?have no (?:comment|idea|clue|information|opinion|way|knowledge|position|records?|data|memory)',
  String.raw`i(?:'d| would)? need (?:to know (?:which|what|who|when|where|more)|(?:a bit |a little |some )?(?:more|additional|further) (?:context|information|details?))`,
  String.raw`(?:outside|beyond) (?:of )?(?:the scope of )?my (?:knowledge|expertise|scope|capabilities|abilities|training)`,
  "my training data (?:does not|doesn't) (?:include|contain|cover)|drawing a blank",
  'no comment',
  String.raw`(?:is|are|was|were|remains?|it's) (?:currently |still |largely |generally |really )?(?:unknown|unclear|uncertain|undetermined|unconfirmed|ambiguous|a mystery|not (?:known(?! (?:to be|for|as|by)\b)|clear|specified|yet (?:known|announced|clear)|possible to (?:determine|say|answer|know)|publicly))`,
  String.raw`(?:it(?:'s| is)|that(?:'s| is)) (?:very |quite |nearly |almost |not )?(?:difficult|impossible|hard|possible) (?:for me )?to (?:determine|say|answer|know|pinpoint|provide|predict|identify)`,
  String.raw`(?:question|answer|number|date|name|origin|cause|time|it|this) (?:cannot|can not|can't) be (?:determined|known|answered)`,
  '(?:not enough|insufficient) (?:information|context|data|evidence|details)',
  String.raw`(?:isn't|aren't|is not|are not) enough (?:information|context|data|evidence|details)`,
  String.raw`(?:no|not a|not an) (?:specific |official |available |definitive |clear |reliable |exact |meaningful |documented |known )(?:information|answer|announcement|release date|date|record|confirmation|details|way to answer)`,
  'no (?:surviving |written |public )?records? of (?:who|when|where|what|how|which|the (?:name|date|year|exact))',
  'no information',
  'no announcement',
  'lost to history',
  String.raw`(?:identity|name|date|year|number|figure)s?\b[^,.;]{0,40} (?:is|are|was|were|has|have) (?:not|never) (?:been )?(?:recorded|documented|disclosed|published|survived|released|available)`,
  String.raw`(?:information|data|details|figures?)\b[^,.;]{0,40} (?:is|are) (?:not (?:publicly |currently |readily )?available|unavailable)`,
  String.raw`(?:does not|doesn't|do not|don't) (?:publish|disclose|release|reveal) (?:that|this|the|its|such|these|those)`,
  'more (?:context|information|details?) (?:is |are |would be )?(?:needed|required)',
  '(?:(?:can|could) you (?:please )?|please )(?:provide|clarify|specify)',
  '(?:could|can|may|might) refer to (?:several|many|multiple|different|various|a (?:number|variety))',
  String.raw`not provided|haven't provided|have not provided`,
  String.raw`(?:not|n't) (?:yet )?been (?:officially )?(?:announced|confirmed|revealed)`,
  String.raw`question (?:is|seems|appears) (?:too )?(?:ambiguous|unclear|incomplete|subjective|vague|broad|to be)`,
  String.raw`question (?:does not|doesn't) (?:make sense|specify|say|state|provide|give)|question references the future`,
  'not in its cast|rehearsal model',
  '(?:would|will) (?:(?:need|have) to (?:check|refer(?:ence)?|consult|know)|(?:need|require) (?:checking|reference|(?:more|additional|further) (?:context|information|details?)))',
  '(?:it )?would help to know|try a different topic',
  'not (?:explicitly |specifically )?(?:stated|mentioned|specified)',
  String.raw`(?:nobody|no one) (?:really )?knows|there(?:'s| is) no way (?:to know|of knowing)`,
  ...refusalsAbroad,
]);

export const declinesElsewhere = refusalsElsewhere;

/** The answerer speaks of itself; such words decline wherever they stand. */
export const ofOneself = /^(?:i|we|je|ich|my)\b/iu;

/** Ends before a clause of its own: "soldiers who", "one in which the culprit", "says that". */
export const subordinate =
  /\b(?:(?:who|whom|whose|which|where)(?: \w{1,20}){0,2}|so that(?: \w{1,20}){0,3}|(?:says?|said|states?|stated|claims?|claimed)(?: that)?(?: \w{1,20}){0,2})\s$/iu;

/** Begins a clause that does not answer by itself. */
export const leadsClause =
  /^\W{0,5}(?:as|in|on|at|for|about(?! \d)|regarding|concerning|while|although|despite|given|based|without|unfortunately|sorry|i|we|if|since|because|according|to|lo siento|d[eé]sol[eé]|leider|entschuldigung|desculpe|mi dispiace|scusa|purtroppo|lamentablemente|malheureusement)\b/iu;

/** "I think it was", "I believe": what follows is an answer. */
export const guesses =
  /^\W{0,5}(?:i (?:think|believe|guess|suspect)|my (?:best )?guess|i(?:'d| would) (?:say|guess)|probably|it was probably)\b/iu;

/** A whole answer that is none. */
export const bare = new RegExp(
  String.raw`^\W{0,10}(?:unknown|n\/a|none|not sure|unsure|unclear|(?:it )?is uncertain|(?:i )?(?:don't|do not) know|dunno|no comment|no (?:idea|clue)|(?:i )?(?:can't|cannot) say|hard to say|not available|tbd|tba|\?+|${bareAbroad})\W{0,10}$`,
  'iu',
);

/** Told of the topic and then found nothing of what was asked for. */
export const foundNothing =
  /^\W{0,5}(?:however|unfortunately|but),? (?:i|we) (?:couldn't|could not|didn't|did not|can't|cannot|was unable to|wasn't able to) (?:find|locate) any\b/iu;

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
  /^(?:however|that said|nevertheless|historically|in general|generally|typically|as of|i can tell)\b|\b(?:however|but|as of my|according to|one theory|believed|thought to|likely|probably|estimated|approximately|most commonly|generally|typically|usually|actually|in fact|i can tell you|one (?:famous|notable|well-known|common|possible) \p{L}{1,20})\b/iu;
export const turnsInside =
  /\b(?:but|however|although|though)\b.{1,200}\b(?:believed|(?:un)?likely|may|might|thought|estimated|generally|typically|usually|probably|is|was|were|are|can be)\b|\bone theory\b/iu;
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
